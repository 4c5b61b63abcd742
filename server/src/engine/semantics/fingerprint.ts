/** The form of code: two pieces have one fingerprint if they differ in names of variables, layout and comments only. */
import type { FunctionDef, Node, Stmt } from '../syntax/ast';
import { childrenOf, walk } from '../syntax/visit';

/** A short text that is equal for equal forms; `rename` gives the name that a variable counts as. */
export function fingerprint(root: Node | readonly Node[], rename: (name: string) => string): string {
  const parts: string[] = [];
  walk(root, (node) => {
    // Annotations and texts for the reader do not change what code does.
    if (node.kind === 'ExprStmt' && node.value.kind === 'String') return false;
    parts.push(`${node.kind}${childrenOf(node).length}:${detailOf(node, rename)}`);
    return undefined;
  });
  return hash(parts.join('\n'));
}

function detailOf(node: Node, rename: (name: string) => string): string {
  switch (node.kind) {
    case 'Name':
      return rename(node.id);
    case 'Parameter':
      return rename(node.name) + node.star;
    case 'Attribute':
      return node.attr;
    case 'String':
      return JSON.stringify(node.value);
    case 'Number':
    case 'Constant':
      return String(node.value);
    case 'BinOp':
    case 'BoolOp':
    case 'UnaryOp':
    case 'AugAssign':
      return node.op;
    case 'Compare':
      return node.ops.join(' ');
    case 'Argument':
      return (node.name ?? '') + node.star;
    case 'FString':
      return node.parts.filter((part) => typeof part === 'string').join('{}');
    case 'ComprehensionExpr':
      return node.form;
    case 'Simple':
      return node.form;
    case 'ImportAlias':
      return node.name;
    case 'ImportFrom':
      return node.module;
    case 'If':
      return String(node.body.length);
    default:
      return '';
  }
}

/** The fingerprint of a function, whatever it and its variables are called. */
export function functionForm(def: FunctionDef): string {
  const local = new Map<string, string>();
  const bind = (name: string): void => {
    if (!local.has(name)) local.set(name, `$${local.size}`);
  };
  for (const { name } of def.params) bind(name);
  walk(def.body, (node) => {
    if (node.kind === 'Assign')
      for (const target of node.targets) walk(target, (each) => void (each.kind === 'Name' && bind(each.id)));
    if (node.kind === 'For' || node.kind === 'Comprehension')
      walk(node.target, (each) => void (each.kind === 'Name' && bind(each.id)));
    if (node.kind === 'WithItem' && node.target?.kind === 'Name') bind(node.target.id);
  });
  return fingerprint(def.body, (name) => local.get(name) ?? name);
}

/** How many statements a suite has, those inside of others included, texts for the reader left out. */
export function statementCount(body: readonly Stmt[]): number {
  let count = 0;
  walk(body, (node) => {
    if (
      /^(Assign|AugAssign|AnnAssign|ExprStmt|Return|If|For|While|With|Try|Raise|Assert|Delete)$/.test(
        node.kind,
      )
    )
      if (!(node.kind === 'ExprStmt' && node.value.kind === 'String')) count++;
  });
  return count;
}

/** 64 bits of FNV-1a in two halves: enough to tell the code of a project apart. */
function hash(text: string): string {
  let low = 0x811c9dc5;
  let high = 0xcbf29ce4;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ (code + index), 0x01000193);
  }
  return (low >>> 0).toString(36) + (high >>> 0).toString(36);
}

/** Writes our AST as text with every grouping in parentheses, so that a test can say in one line what a tree must be. */
import type * as ast from '../../server/src/engine/syntax/ast';

/** `a + b * c` becomes `(a + (b * c))`; what could not be parsed becomes `<bad parts>`. */
export function showExpr(node: ast.Expr | undefined): string {
  if (!node) return '';
  switch (node.kind) {
    case 'Name':
      return node.id;
    case 'Attribute':
      return `${showExpr(node.value)}.${node.attr}`;
    case 'Call':
      return `${showExpr(node.func)}(${node.args.map(showArgument).join(', ')})`;
    case 'Subscript':
      return `${showExpr(node.value)}[${showExpr(node.index)}]`;
    case 'Slice':
      return `${showExpr(node.lower)}:${showExpr(node.upper)}:${showExpr(node.step)}`;
    case 'String':
      return (node.bytes ? 'b' : '') + JSON.stringify(node.value);
    case 'Number':
      return `${node.value}${node.isInt ? '' : 'f'}`;
    case 'Constant':
      return node.value === null ? 'None' : String(node.value);
    case 'FString':
      return `f[${node.parts.map((part) => (typeof part === 'string' ? JSON.stringify(part) : showExpr(part))).join(' ')}]`;
    case 'BinOp':
    case 'BoolOp':
      return `(${showExpr(node.left)} ${node.op} ${showExpr(node.right)})`;
    case 'UnaryOp':
      return `(${node.op} ${showExpr(node.operand)})`;
    case 'Compare':
      return `(${[showExpr(node.left), ...node.ops.map((op, i) => `${op} ${showExpr(node.comparators[i])}`)].join(' ')})`;
    case 'Conditional':
      return `(${showExpr(node.body)} if ${showExpr(node.test)} else ${showExpr(node.orelse)})`;
    case 'Lambda':
      return `(lambda ${node.params.map(showParameter).join(', ')}: ${showExpr(node.body)})`;
    case 'List':
      return `[${showAll(node.elements)}]`;
    case 'Tuple':
      return `(${showAll(node.elements)},)`;
    case 'Set':
      return `{${showAll(node.elements)}}`;
    case 'Dict':
      return `{${node.entries.map((e) => (e.key ? `${showExpr(e.key)}: ${showExpr(e.value)}` : `**${showExpr(e.value)}`)).join(', ')}}`;
    case 'ComprehensionExpr':
      return `<${node.form} ${node.key ? `${showExpr(node.key)}: ` : ''}${showExpr(node.element)}${node.clauses.map(showClause).join('')}>`;
    case 'Await':
      return `(await ${showExpr(node.value)})`;
    case 'Yield':
      return `(yield${node.from ? ' from' : ''} ${showExpr(node.value)})`;
    case 'Starred':
      return `*${showExpr(node.value)}`;
    case 'NamedExpr':
      return `(${showExpr(node.target)} := ${showExpr(node.value)})`;
    case 'BadExpr':
      return `<bad ${showAll(node.parts)}>`;
  }
}

/** One line per statement, blocks in braces. */
export function showStmt(node: ast.Stmt): string {
  switch (node.kind) {
    case 'ExprStmt':
      return showExpr(node.value);
    case 'Assign':
      return [...node.targets, node.value].map(showExpr).join(' = ');
    case 'AugAssign':
      return `${showExpr(node.target)} ${node.op}= ${showExpr(node.value)}`;
    case 'AnnAssign':
      return `${showExpr(node.target)}: ${showExpr(node.annotation)}${node.value ? ` = ${showExpr(node.value)}` : ''}`;
    case 'Return':
      return `return ${showExpr(node.value)}`;
    case 'Delete':
      return `del ${showAll(node.targets)}`;
    case 'Raise':
      return `raise ${showExpr(node.exc)}${node.cause ? ` from ${showExpr(node.cause)}` : ''}`;
    case 'Assert':
      return `assert ${showExpr(node.test)}${node.msg ? `, ${showExpr(node.msg)}` : ''}`;
    case 'Import':
      return `import ${node.names.map(showAlias).join(', ')}`;
    case 'ImportFrom':
      return `from ${node.level}:${node.module} import ${node.star ? '*' : node.names.map(showAlias).join(', ')}`;
    case 'If':
      return `${node.isElif ? 'elif' : 'if'} ${showExpr(node.test)} ${showBlock(node.body)}${showElse(node.orelse)}`;
    case 'For':
      return `${node.isAsync ? 'async ' : ''}for ${showExpr(node.target)} in ${showExpr(node.iter)} ${showBlock(node.body)}${showElse(node.orelse)}`;
    case 'While':
      return `while ${showExpr(node.test)} ${showBlock(node.body)}${showElse(node.orelse)}`;
    case 'Try':
      return `try ${showBlock(node.body)}${node.handlers.map(showHandler).join('')}${showElse(node.orelse)}${
        node.finalbody.length > 0 ? ` finally ${showBlock(node.finalbody)}` : ''
      }`;
    case 'With':
      return `${node.isAsync ? 'async ' : ''}with ${node.items.map(showItem).join(', ')} ${showBlock(node.body)}`;
    case 'FunctionDef': {
      const head = `${node.decorators.map((d) => `@${showExpr(d)} `).join('')}${node.isAsync ? 'async ' : ''}def ${node.name}`;
      const params = `${showTypes(node.typeParams)}(${node.params.map(showParameter).join(', ')})`;
      return `${head}${params}${node.returns ? ` -> ${showExpr(node.returns)}` : ''} ${showBlock(node.body)}`;
    }
    case 'ClassDef':
      return `${node.decorators.map((d) => `@${showExpr(d)} `).join('')}class ${node.name}${showTypes(node.typeParams)}(${node.args
        .map(showArgument)
        .join(', ')}) ${showBlock(node.body)}`;
    case 'Match':
      return `match ${showExpr(node.subject)} {${node.cases
        .map(
          (c) =>
            `case ${c.binds.map((b) => b.id).join(' ')}${c.guard ? ` if ${showExpr(c.guard)}` : ''} ${showBlock(c.body)}`,
        )
        .join('; ')}}`;
    case 'Scope':
      return `${node.form} ${node.names.join(', ')}`;
    case 'Simple':
      return node.form;
    case 'TypeAlias':
      return `type ${node.name}${showTypes(node.typeParams)} = ${showExpr(node.value)}`;
    case 'BadStmt':
      return `<bad ${[...node.parts.map(showExpr), ...node.body.map(showStmt)].join(' | ')}>`;
  }
}

/** All statements of a module. */
export function showModule(module: ast.Module): string {
  return module.body.map(showStmt).join('; ');
}

function showAll(nodes: readonly ast.Expr[]): string {
  return nodes.map(showExpr).join(', ');
}

function showArgument({ name, star, value }: ast.Argument): string {
  return `${'*'.repeat(star)}${name === undefined ? '' : `${name}=`}${showExpr(value)}`;
}

function showParameter({ name, star, annotation, default: value }: ast.Parameter): string {
  return `${'*'.repeat(star)}${name}${annotation ? `: ${showExpr(annotation)}` : ''}${value ? `=${showExpr(value)}` : ''}`;
}

function showClause({ target, iter, ifs, isAsync }: ast.Comprehension): string {
  return ` ${isAsync ? 'async ' : ''}for ${showExpr(target)} in ${showExpr(iter)}${ifs.map((test) => ` if ${showExpr(test)}`).join('')}`;
}

function showAlias({ name, asname }: ast.ImportAlias): string {
  return asname === undefined ? name : `${name} as ${asname}`;
}

function showBlock(body: readonly ast.Stmt[]): string {
  return `{${body.map(showStmt).join('; ')}}`;
}

function showElse(orelse: readonly ast.Stmt[]): string {
  const [first] = orelse;
  if (!first) return '';
  return first.kind === 'If' && first.isElif ? ` ${showStmt(first)}` : ` else ${showBlock(orelse)}`;
}

function showHandler({ type, name, body }: ast.ExceptHandler): string {
  return ` except ${showExpr(type)}${name === undefined ? '' : ` as ${name}`} ${showBlock(body)}`;
}

function showItem({ context, target }: ast.WithItem): string {
  return `${showExpr(context)}${target ? ` as ${showExpr(target)}` : ''}`;
}

function showTypes(names: readonly string[] | undefined): string {
  return names ? `[${names.join(', ')}]` : '';
}

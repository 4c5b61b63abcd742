/**
 * Which names a module binds and reads when it runs, apart from what its functions do when they are called. Static: scopes as Python
 * has them, no values.
 */
import { boundNames, namesBoundBy } from '../../fix/names';
import type { Expr, FunctionDef, Import, ImportFrom, Lambda, Name, Node, Stmt } from '../../syntax/ast';
import { isStatement } from '../../syntax/parents';
import { childrenOf, walk } from '../../syntax/visit';

/** The names that an import statement binds. */
export function importedNames(node: Import | ImportFrom): string[] {
  return node.names.map(
    ({ name, asname }) => asname ?? (node.kind === 'Import' ? name.split('.')[0]! : name),
  );
}

/** Names that statements bind in their own scope; what functions declare `global` counts, other names of theirs do not. */
export function namesBoundIn(statements: readonly Stmt[], mayHaveWalrus = true): Set<string> {
  const names = new Set<string>();
  walk(statements, (node) => {
    // Without `:=` only statements bind names: expressions need no look.
    if (!mayHaveWalrus && !isStatement(node) && !BINDING_PARTS.has(node.kind)) return false;
    if (node.kind === 'Import' || node.kind === 'ImportFrom')
      for (const name of importedNames(node)) names.add(name);
    if (node.kind === 'Comprehension' || node.kind === 'Scope') return undefined;
    if (node.kind === 'FunctionDef' || node.kind === 'ClassDef') {
      names.add(node.name);
      for (const name of globalsOf(node)) names.add(name);
      return false;
    }
    if (node.kind === 'Lambda') return false;
    // `x += 1` needs an `x` that is there.
    if (node.kind === 'AugAssign') return undefined;
    for (const name of namesBoundBy(node)) names.add(name);
    return undefined;
  });
  return names;
}

const BINDING_PARTS: ReadonlySet<Node['kind']> = new Set(['ExceptHandler', 'WithItem', 'MatchCase']);

function globalsOf(definition: Node): string[] {
  const names: string[] = [];
  walk(definition, (node) => {
    if (node.kind === 'Scope' && node.form === 'global') names.push(...node.names);
  });
  return names;
}

/**
 * Names that statements surely read when they run, in the order of the text: what stands in branches, handlers, `try` blocks and
 * bodies of functions and classes is left out, and so is everything after a statement that may leave the suite.
 */
export function namesSurelyRead(statements: readonly Stmt[]): Name[] {
  const found: Name[] = [];
  for (const statement of statements) {
    readStatement(statement, found);
    if (mayLeave(statement)) break;
  }
  return found;
}

function readStatement(node: Stmt, found: Name[]): void {
  switch (node.kind) {
    case 'FunctionDef':
      for (const expression of [...node.decorators, ...defaultsOf(node)]) readExpression(expression, found);
      return;
    case 'ClassDef':
      for (const expression of [...node.decorators, ...node.args.map(({ value }) => value)])
        readExpression(expression, found);
      return;
    case 'If':
    case 'While':
      readExpression(node.test, found);
      return;
    case 'For':
      readExpression(node.iter, found);
      return;
    case 'With':
      for (const { context } of node.items) readExpression(context, found);
      found.push(...namesSurelyRead(node.body));
      return;
    case 'Try':
    case 'BadStmt':
      return;
    case 'Match':
      readExpression(node.subject, found);
      return;
    case 'Delete':
      return;
    case 'AnnAssign':
      if (node.value) readExpression(node.value, found);
      return;
    case 'AugAssign':
      readExpression(node.value, found);
      readExpression(node.target, found);
      return;
    case 'Assign': {
      readExpression(node.value, found);
      const stored = new Set(node.targets.flatMap(boundNames));
      const inTargets: Name[] = [];
      for (const target of node.targets) readExpression(target, inTargets);
      found.push(...inTargets.filter(({ id }) => !stored.has(id)));
      return;
    }
    default:
      for (const child of childrenOf(node)) readExpression(child as Expr, found);
  }
}

function readExpression(node: Node, found: Name[]): void {
  switch (node.kind) {
    case 'Name':
      found.push(node);
      return;
    case 'Lambda':
      for (const expression of defaultsOf(node)) readExpression(expression, found);
      return;
    case 'ImportAlias':
    case 'BadExpr':
      return;
    case 'Conditional':
      readExpression(node.test, found);
      return;
    case 'BoolOp':
      readExpression(childrenOf(node)[0]!, found);
      return;
    case 'NamedExpr':
      readExpression(node.value, found);
      return;
    case 'ComprehensionExpr':
      // The first iterable is evaluated at once; the rest only if it has elements.
      readExpression(node.clauses[0]!.iter, found);
      return;
    default:
      for (const child of childrenOf(node)) readExpression(child, found);
  }
}

function defaultsOf(node: FunctionDef | Lambda): Expr[] {
  return node.params.flatMap((parameter) => (parameter.default ? [parameter.default] : []));
}

/** True for a statement after which the rest of its suite may not run. */
function mayLeave(statement: Stmt): boolean {
  let found =
    /^(Return|Raise)$/.test(statement.kind) || (statement.kind === 'Simple' && statement.form !== 'pass');
  if (/^(FunctionDef|ClassDef)$/.test(statement.kind)) return false;
  walk(statement, (node) => {
    if (node.kind === 'FunctionDef' || node.kind === 'ClassDef' || node.kind === 'Lambda') return false;
    if (node.kind === 'Return' || node.kind === 'Raise') found = true;
    return undefined;
  });
  return found;
}

/** Names that a function surely reads from the module when it is called: none that anything inside it binds. */
export function globalsSurelyRead(definition: FunctionDef): Name[] {
  const own = new Set<string>();
  walk(definition, (node) => {
    for (const name of namesBoundBy(node)) own.add(name);
    if (node.kind === 'Import' || node.kind === 'ImportFrom')
      for (const name of importedNames(node)) own.add(name);
  });
  return namesSurelyRead(definition.body).filter(({ id }) => !own.has(id));
}

const PYTHON = `ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError BrokenPipeError
  BufferError BytesWarning ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError ConnectionResetError
  DeprecationWarning EOFError Ellipsis EncodingWarning EnvironmentError Exception ExceptionGroup FileExistsError FileNotFoundError
  FloatingPointError FutureWarning GeneratorExit IOError ImportError ImportWarning IndentationError IndexError InterruptedError
  IsADirectoryError KeyError KeyboardInterrupt LookupError MemoryError ModuleNotFoundError NameError NotADirectoryError
  NotImplemented NotImplementedError OSError OverflowError PendingDeprecationWarning PermissionError ProcessLookupError
  PythonFinalizationError RecursionError ReferenceError ResourceWarning RuntimeError RuntimeWarning StopAsyncIteration StopIteration
  SyntaxError SyntaxWarning SystemError SystemExit TabError TimeoutError UnboundLocalError UnicodeDecodeError UnicodeEncodeError
  UnicodeError UnicodeTranslateError UnicodeWarning UserWarning ValueError Warning WindowsError ZeroDivisionError abs aiter all anext
  any ascii bin bool breakpoint bytearray bytes callable chr classmethod compile complex copyright credits delattr dict dir divmod
  enumerate eval exec exit filter float format frozenset getattr globals hasattr hash help hex id input int isinstance issubclass iter
  len license list locals map max memoryview min next object oct open ord pow print property quit range repr reversed round set
  setattr slice sorted staticmethod str sum super tuple type vars zip True False None`;
const PYTHON_2 = `apply basestring buffer cmp coerce execfile file intern long raw_input reduce reload unichr unicode xrange`;
const NOTEBOOKS = `In Out display get_ipython displayHTML spark sc sqlContext sqlc dbutils table`;

const BUILTINS: ReadonlySet<string> = new Set(`${PYTHON} ${PYTHON_2} ${NOTEBOOKS}`.split(/\s+/));

/** True for a name that is there without a definition: of Python (2 and 3), IPython, and hosted notebooks. */
export function isBuiltin(name: string): boolean {
  return BUILTINS.has(name) || /^(__\w+__|_+|_i{0,3}\d*|_[dio]h)$/.test(name);
}

/**
 * Node kinds of the grammar as small integers, so that the conversion compares numbers and reads no string from
 * WebAssembly. Members carry the grammar's own names; a test holds them against the grammar file.
 */

/** What the conversion needs to know of the grammar: both tables are indexed by the grammar's symbol ids. */
export interface KindTable {
  readonly kinds: Uint8Array;
  /** The symbol's text: for anonymous symbols the token itself (`+`, `not in`). */
  readonly texts: readonly string[];
}

/** What of web-tree-sitter's `Language` the table is read from. */
export interface GrammarSymbols {
  readonly nodeTypeCount: number;
  nodeTypeForId(id: number): string | null;
  idForNodeType(type: string, named: boolean): number | null;
}

/** Order matters: expressions, statements and extras are ranges (see the functions below). */
export enum Kind {
  /** A token or a node that no code asks for by name. */
  other,

  // Left spines: their first child may be nested as deep as the expression is long.
  attribute,
  call,
  subscript,
  binary_operator,
  boolean_operator,
  comparison_operator,
  // The other expressions.
  identifier,
  string,
  concatenated_string,
  integer,
  float,
  true,
  false,
  none,
  ellipsis,
  parenthesized_expression,
  tuple,
  list,
  set,
  dictionary,
  list_comprehension,
  set_comprehension,
  dictionary_comprehension,
  generator_expression,
  unary_operator,
  not_operator,
  lambda,
  conditional_expression,
  named_expression,
  await,
  yield,
  list_splat,
  dictionary_splat,
  as_pattern,
  as_pattern_target,
  expression_list,
  pattern_list,
  tuple_pattern,
  list_pattern,
  list_splat_pattern,
  dictionary_splat_pattern,
  slice,
  type,
  splat_type,
  generic_type,
  union_type,
  constrained_type,
  member_type,

  // Statements.
  expression_statement,
  import_statement,
  import_from_statement,
  future_import_statement,
  if_statement,
  for_statement,
  while_statement,
  try_statement,
  with_statement,
  function_definition,
  class_definition,
  decorated_definition,
  match_statement,
  return_statement,
  delete_statement,
  raise_statement,
  assert_statement,
  pass_statement,
  break_statement,
  continue_statement,
  global_statement,
  nonlocal_statement,
  type_alias_statement,
  print_statement,
  exec_statement,

  // May stand between any two children.
  comment,
  line_continuation,
  ERROR,

  // Parts of expressions and statements.
  module,
  block,
  assignment,
  augmented_assignment,
  argument_list,
  keyword_argument,
  pair,
  for_in_clause,
  if_clause,
  interpolation,
  format_specifier,
  format_expression,
  parameters,
  lambda_parameters,
  typed_parameter,
  default_parameter,
  typed_default_parameter,
  keyword_separator,
  positional_separator,
  type_parameter,
  decorator,
  elif_clause,
  else_clause,
  except_clause,
  finally_clause,
  with_clause,
  with_item,
  case_clause,
  case_pattern,
  class_pattern,
  keyword_pattern,
  splat_pattern,
  dotted_name,
  aliased_import,
  relative_import,
  import_prefix,
  wildcard_import,

  // Tokens.
  asyncToken,
  fromToken,
  colonToken,
  equalsToken,
  commaToken,
  asToken,
}

const TOKENS = new Map([
  ['async', Kind.asyncToken],
  ['from', Kind.fromToken],
  [':', Kind.colonToken],
  ['=', Kind.equalsToken],
  [',', Kind.commaToken],
  ['as', Kind.asToken],
]);

/** Kinds that the grammar must have as named nodes, by the grammar's name. */
export const NAMED_KINDS: ReadonlyMap<string, Kind> = new Map(
  Object.entries(Kind).filter(
    (entry): entry is [string, Kind] =>
      typeof entry[1] === 'number' &&
      entry[0] !== 'other' &&
      entry[0] !== 'ERROR' &&
      !entry[0].endsWith('Token'),
  ),
);

/**
 * Reads the grammar's symbols once.
 * @throws Error if the grammar lacks a node kind, which means that it is not the one this conversion was written for.
 */
export function kindTable(grammar: GrammarSymbols): KindTable {
  const kinds = new Uint8Array(0x10000);
  const texts: string[] = [];
  for (let id = 0; id < grammar.nodeTypeCount; id++) texts.push(grammar.nodeTypeForId(id) ?? '');
  for (const [name, kind] of NAMED_KINDS) {
    const id = grammar.idForNodeType(name, true);
    if (id === null) throw new Error(`The Python grammar has no node kind "${name}".`);
    kinds[id] = kind;
  }
  for (const [token, kind] of TOKENS) {
    const id = grammar.idForNodeType(token, false);
    if (id === null) throw new Error(`The Python grammar has no token "${token}".`);
    kinds[id] = kind;
  }
  kinds[0xffff] = Kind.ERROR;
  return { kinds, texts };
}

export function isExpressionKind(kind: Kind): boolean {
  return kind >= Kind.attribute && kind <= Kind.member_type;
}

/** Expressions whose first child is an operand: `a.b`, `f(x)`, `a[i]`, `a + b`, `a and b`, `a < b`. */
export function isSpineKind(kind: Kind): boolean {
  return kind >= Kind.attribute && kind <= Kind.comparison_operator;
}

export function isStatementKind(kind: Kind): boolean {
  return kind >= Kind.expression_statement && kind <= Kind.exec_statement;
}

/** Comments, backslashes at line ends and errors, which may stand anywhere. */
export function isExtraKind(kind: Kind): boolean {
  return kind >= Kind.comment && kind <= Kind.ERROR;
}

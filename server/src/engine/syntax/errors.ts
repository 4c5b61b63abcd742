/** Where a tree-sitter tree has errors. */
import type { Span } from '../source/unit';

/** What is used of web-tree-sitter's Node. */
export interface TreeNode {
  readonly type: string;
  readonly startIndex: number;
  readonly endIndex: number;
  readonly isError: boolean;
  readonly isMissing: boolean;
  readonly hasError: boolean;
  readonly children: readonly TreeNode[];
}

/**
 * Spans that could not be parsed, in order: of each ERROR node the runs of children between the sound statements in it,
 * and a span of zero width for each missing token. Only branches that have errors are visited.
 */
export function errorSpans(root: TreeNode, base: number): Span[] {
  const spans: Span[] = [];
  const open: TreeNode[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.isMissing) spans.push({ start: base + node.startIndex, end: base + node.endIndex });
    else if (node.isError) addRuns(node, base, spans, open);
    else for (const child of node.children) if (child.hasError) open.push(child);
  }
  return spans.sort((a, b) => a.start - b.start || a.end - b.end);
}

function addRuns(error: TreeNode, base: number, spans: Span[], open: TreeNode[]): void {
  const { children } = error;
  if (children.length === 0) spans.push({ start: base + error.startIndex, end: base + error.endIndex });
  let run: { start: number; end: number } | undefined;
  for (const child of children) {
    if (child.type === 'comment') continue;
    if (isStatement(child.type)) {
      run = undefined;
      if (child.hasError) open.push(child);
    } else if (run) run.end = base + child.endIndex;
    else spans.push((run = { start: base + child.startIndex, end: base + child.endIndex }));
  }
}

function isStatement(type: string): boolean {
  return type.endsWith('_statement') || type.endsWith('_definition');
}

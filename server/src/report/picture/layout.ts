/** Where the boxes and lines of a pipeline's picture go: layered from top to bottom, a frame around the steps of each file. */
import { Graph, layout } from '@dagrejs/dagre';
import type { Picture, PictureStep } from '../../project/pipelines';
import { basename } from '../../project/paths';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A rectangle by its top left corner, in pixels. */
export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

export interface LaidOut {
  readonly width: number;
  readonly height: number;
  /** In the order of the picture's steps. */
  readonly steps: readonly Box[];
  /** In the order of the picture's flows: the points of a line, and where its label stands. */
  readonly flows: readonly { readonly points: readonly Point[]; readonly label?: Point }[];
  /** One per file; none for a picture of a single file. */
  readonly files: readonly (Box & { readonly path: string })[];
}

/** Characters of a title and of a label that are shown. */
export const MAX_TITLE = 30;
const HEIGHT = 50;
/** Height of a frame's title, above the boxes that it frames. */
const FRAME_TITLE = 22;
const MIN_WIDTH = 120;
/** Average widths of a character, in pixels, in the fonts of the picture. */
const TITLE_CHARACTER = 7.6;
const DETAIL_CHARACTER = 6.6;
const LABEL_CHARACTER = 6;

/** Lays a picture out. Deterministic: the same picture has the same places. */
export function layOut(picture: Picture, labels: readonly string[]): LaidOut {
  const graph = new Graph({ multigraph: true, compound: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 22, edgesep: 14, ranksep: 36, marginx: 8, marginy: FRAME_TITLE });
  graph.setDefaultEdgeLabel(() => ({}));
  const isFramed = picture.paths.length > 1;
  if (isFramed)
    for (const path of picture.paths) graph.setNode(fileKey(path), { label: basename(path), height: 20 });
  for (const [index, step] of picture.steps.entries()) {
    graph.setNode(`${index}`, { width: widthOf(step), height: HEIGHT });
    if (isFramed) graph.setParent(`${index}`, fileKey(step.path));
  }
  for (const [index, { from, to }] of picture.flows.entries()) {
    const text = labels[index] ?? '';
    const size =
      text === '' ? {} : { width: text.length * LABEL_CHARACTER + 8, height: 16, labelpos: 'c' as const };
    graph.setEdge(`${from}`, `${to}`, { ...size, weight: 1 }, `${index}`);
  }
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  return {
    width: Math.ceil(width),
    height: Math.ceil(height),
    steps: picture.steps.map((_, index) => boxOf(graph.node(`${index}`))),
    flows: picture.flows.map(({ from, to }, index) => {
      const edge = graph.edge(`${from}`, `${to}`, `${index}`) as { points?: Point[]; x?: number; y?: number };
      const label = edge.x === undefined || edge.y === undefined ? undefined : { x: edge.x, y: edge.y };
      return { points: edge.points ?? [], ...(label && { label }) };
    }),
    files: isFramed
      ? picture.paths.map((path) => ({ path, ...withTitle(boxOf(graph.node(fileKey(path)))) }))
      : [],
  };
}

/** A frame, higher by its title. */
function withTitle({ x, y, width, height }: Box): Box {
  return { x, y: y - FRAME_TITLE, width, height: height + FRAME_TITLE };
}

function fileKey(path: string): string {
  return `file ${path}`;
}

function widthOf({ title, detail = '' }: PictureStep): number {
  const text = Math.max(
    Math.min(title.length, MAX_TITLE) * TITLE_CHARACTER,
    Math.min(detail.length, MAX_TITLE) * DETAIL_CHARACTER,
  );
  return Math.max(MIN_WIDTH, Math.ceil(text) + 40);
}

/** dagre gives centres. */
function boxOf(node: { x?: number; y?: number; width?: number; height?: number }): Box {
  const { x = 0, y = 0, width = 0, height = 0 } = node;
  return { x: x - width / 2, y: y - height / 2, width, height };
}

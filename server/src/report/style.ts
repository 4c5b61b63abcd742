/** Colours of a terminal, or none. */
import type { Severity } from '../engine/finding';

type Paint = (text: string) => string;

export type Style = Readonly<Record<Severity | 'bold' | 'dim' | 'path' | 'good', Paint>>;

const paint =
  (open: number, close: number): Paint =>
  (text) =>
    `\u001b[${open}m${text}\u001b[${close}m`;

const same: Paint = (text) => text;

/** No colours: files, pipes, NO_COLOR. */
export const plain: Style = {
  error: same,
  warning: same,
  information: same,
  hint: same,
  bold: same,
  dim: same,
  path: same,
  good: same,
};

/** The eight basic colours, which every theme of a terminal has made readable. */
export const coloured: Style = {
  error: paint(31, 39),
  warning: paint(33, 39),
  information: paint(36, 39),
  hint: paint(34, 39),
  bold: paint(1, 22),
  dim: paint(2, 22),
  path: paint(1, 22),
  good: paint(32, 39),
};

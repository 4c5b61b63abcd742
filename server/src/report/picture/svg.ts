/**
 * A pipeline's picture as SVG: boxes for steps, lines for what flows, leaks and gaps in red, each step a link. Colours come from
 * the page's style; what a colour says is said in words too.
 */
import type { Picture, PictureFlow, PictureStep } from '../../project/pipelines';
import { basename } from '../../project/paths';
import { counted } from '../reportData';
import { escapeHtml } from '../html/text';
import { layOut, MAX_TITLE, type Point } from './layout';

export interface SvgOptions {
  /** Distinguishes several pictures on one page. */
  readonly id: string;
  /** Attributes of a step's link (`href="#finding-3"`). */
  linkOf(step: PictureStep, index: number): string;
}

/** How far a page may shrink a picture before it scrolls instead: the text has to stay readable. */
const MIN_SCALE = 0.72;

/** The picture. */
export function pictureSvg(picture: Picture, { id, linkOf }: SvgOptions): string {
  const labels = picture.flows.map(flowLabel);
  const laid = layOut(picture, labels);
  const frames = laid.files.map(
    ({ x, y, width, height, path }) =>
      `<g class="file"><rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="10"/><text x="${n(x + 12)}" y="${n(y + 17)}">${escapeHtml(basename(path))}</text></g>`,
  );
  const flows = picture.flows.map((flow, index) => {
    const { points, label } = laid.flows[index]!;
    const kind = flow.leak ? 'leak' : picture.steps[flow.to]!.isGap ? 'gap' : flow.cargo;
    const marker = flow.leak || picture.steps[flow.to]!.isGap ? `${id}-bad` : `${id}-arrow`;
    const text = labels[index]!;
    const written =
      label && text
        ? `<text class="on-flow" x="${n(label.x)}" y="${n(label.y + 4)}">${escapeHtml(text)}</text>`
        : '';
    return `<g class="flow ${kind}"><path d="${curve(points)}" marker-end="url(#${marker})"/>${written}</g>`;
  });
  const steps = picture.steps.map((step, index) => {
    const { x, y, width, height } = laid.steps[index]!;
    // The name of the link, and its tooltip.
    const titled = `<title>${escapeHtml(spoken(step))}</title>`;
    const shape = `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="8"/><rect class="stage" x="${n(x)}" y="${n(y)}" width="5" height="${n(height)}" rx="2.5"/>`;
    const top = step.detail ? y + 21 : y + height / 2 + 5;
    const detail = step.detail
      ? `<text class="detail" x="${n(x + 16)}" y="${n(y + 38)}">${escapeHtml(cut(step.detail))}</text>`
      : '';
    const count = step.isGap ? 0 : step.findings.length;
    const badge =
      count === 0
        ? ''
        : `<g class="count ${step.findings[0]!.severity}"><circle cx="${n(x + width)}" cy="${n(y)}" r="10"/><text x="${n(x + width)}" y="${n(y + 4)}">${count}</text></g>`;
    return `<a class="step ${step.stage}${step.isGap ? ' is-gap' : ''}${isBad(step) ? ' is-bad' : ''}" ${linkOf(step, index)}>${titled}${shape}<text x="${n(x + 16)}" y="${n(top)}">${escapeHtml(cut(step.title))}</text>${detail}${badge}</a>`;
  });
  return `<svg class="picture" role="group" aria-label="Pipeline of ${escapeHtml(picture.paths.map(basename).join(', '))}" width="${laid.width + 20}" style="min-width:${Math.round((laid.width + 20) * MIN_SCALE)}px" height="${laid.height + 4}" viewBox="-4 -4 ${laid.width + 20} ${laid.height + 8}" xmlns="http://www.w3.org/2000/svg">
<defs>${arrow(`${id}-arrow`, 'arrow')}${arrow(`${id}-bad`, 'arrow bad')}</defs>
${frames.join('\n')}
${flows.join('\n')}
${steps.join('\n')}
</svg>`;
}

function arrow(id: string, style: string): string {
  return `<marker id="${id}" class="${style}" viewBox="0 0 8 8" refX="7.5" refY="4" markerUnits="userSpaceOnUse" markerWidth="10" markerHeight="10" orient="auto-start-reverse"><path d="M0 0L8 4L0 8z"/></marker>`;
}

/** What stands on a line: a leak, the part of a split, a file, or what was done on the way. */
function flowLabel({ leak, part, cargo, through }: PictureFlow): string {
  const way = cut(through.slice(0, 2).join(', ') + (through.length > 2 ? ' …' : ''));
  if (leak) return part ? `leak · ${part}` : 'leak';
  if (cargo === 'file') return way;
  if (cargo === 'lesson') return 'learned';
  if (part && way) return `${part} · ${way}`;
  return part ?? way;
}

/** A step in words, for a screen reader and as tooltip. */
export function spoken({ stage, title, detail, path, cell, start, findings, isGap }: PictureStep): string {
  const place = `${basename(path)}${cell === null ? '' : `, cell ${cell}`}, line ${start.line}`;
  if (isGap) return `Missing: ${title}, at ${place}`;
  const found =
    findings.length === 0
      ? ''
      : `; ${counted(findings.length, 'finding')}: ${findings.map(({ rule }) => rule).join(', ')}`;
  return `${stage}: ${title}${detail ? ` ${detail}` : ''}, ${place}${found}`;
}

/** True for a step that is drawn in red: something is missing, or an error or a warning was found. */
function isBad({ findings, isGap }: PictureStep): boolean {
  return isGap === true || findings.some(({ severity }) => severity === 'error' || severity === 'warning');
}

/** A smooth line through the points, ending straight on the last one. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let path = `M${n(first.x)} ${n(first.y)}`;
  for (const [index, point] of rest.entries()) {
    const next = rest[index + 1];
    if (!next) path += `L${n(point.x)} ${n(point.y)}`;
    else path += `Q${n(point.x)} ${n(point.y)} ${n((point.x + next.x) / 2)} ${n((point.y + next.y) / 2)}`;
  }
  return path;
}

function cut(text: string): string {
  return text.length > MAX_TITLE ? `${text.slice(0, MAX_TITLE - 1)}…` : text;
}

/** One decimal is enough on a screen, and short. */
function n(value: number): string {
  return `${Math.round(value * 10) / 10}`;
}

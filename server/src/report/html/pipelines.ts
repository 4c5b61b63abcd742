/** The pictures of the pipelines, each with its steps as a list: for readers who see no picture, and for paper. */
import { basename } from '../../project/paths';
import type { Picture, PictureStep } from '../../project/pipelines';
import { pictureSvg } from '../picture/svg';
import { counted } from '../reportData';
import type { PageContext } from './context';
import { escapeHtml } from './text';

/** Pictures on one page; the most troubled are drawn, the others counted. */
const MAX_PICTURES = 20;

/** All pictures; '' where no file has a pipeline. */
export function pipelinesSection(page: PageContext, pictures: readonly Picture[]): string {
  if (pictures.length === 0) return '';
  const shown = pictures
    .slice(0, MAX_PICTURES)
    .map((picture, index) => pictureBlock(page, picture, `p${index + 1}`, index < 3));
  const rest = pictures.length - shown.length;
  const more =
    rest > 0 ? `<p class="soft">${counted(rest, 'smaller or cleaner pipeline')} not drawn.</p>` : '';
  return `<section id="pipelines" aria-labelledby="pipelines-title"><h2 id="pipelines-title">Pipelines</h2>
<p class="soft">From load to serve, as the code has it. Red: a leak, or something that is missing. A step leads to its finding or its code.</p>
${shown.join('\n')}
${more}</section>`;
}

/** One picture with its heading and its steps. */
export function pictureBlock(page: PageContext, picture: Picture, id: string, isOpen: boolean): string {
  const leaks = new Set(picture.flows.flatMap(({ leak }) => (leak ? [leak] : []))).size;
  const gaps = picture.steps.filter(({ isGap }) => isGap).length;
  const troubled = [
    leaks > 0 ? `<span class="badge error">${counted(leaks, 'leak')}</span>` : '',
    gaps > 0 ? `<span class="badge warning">${counted(gaps, 'gap')}</span>` : '',
    leaks + gaps === 0 ? '<span class="badge good">no leak, no gap found</span>' : '',
  ];
  const title = picture.paths
    .map((path) => escapeHtml(page.path(path)))
    .join(' <span class="soft">→</span> ');
  const svg = pictureSvg(picture, {
    id,
    linkOf: (step, index) => linkOf(page, step, `${id}-step-${index + 1}`),
  });
  return `<details class="pipeline"${isOpen ? ' open' : ''}><summary><span class="place">${title}</span> ${troubled.join(' ')} <span class="soft">${counted(picture.steps.length - gaps, 'step')}</span></summary>
<div class="canvas" tabindex="0" role="region" aria-label="Picture of ${escapeHtml(picture.paths.map(basename).join(', '))}">${svg}</div>
<details class="steps"><summary>The steps as a list</summary><ol>${picture.steps.map((step, index) => stepItem(page, step, `${id}-step-${index + 1}`)).join('')}</ol></details>
</details>`;
}

/** To the finding, else to the code, else to the step in the list below. */
function linkOf(page: PageContext, step: PictureStep, item: string): string {
  const open = page.options.openLink?.(step);
  if (open !== undefined) return open;
  const anchors = step.findings.map((finding) => page.anchorOf(finding));
  return `href="#${anchors.find(Boolean) ?? item}"`;
}

function stepItem(page: PageContext, step: PictureStep, id: string): string {
  const links = step.findings.map((finding) => {
    const anchor = page.anchorOf(finding);
    const name = escapeHtml(finding.rule);
    return anchor ? `<a href="#${anchor}">${name}</a>` : name;
  });
  const found =
    links.length > 0
      ? ` <span class="badge ${step.findings[0]!.severity}">${step.findings[0]!.severity}</span> ${links.join(', ')}`
      : '';
  const what = step.isGap
    ? `<em>missing: ${escapeHtml(step.title)}</em>`
    : `<b>${escapeHtml(step.title)}</b>${step.detail ? ` ${escapeHtml(step.detail)}` : ''}`;
  const code = step.code && !step.isGap ? `<code>${escapeHtml(step.code)}</code>` : '';
  return `<li id="${id}"><span class="soft">${step.stage}</span> ${what} ${page.place(step)}${found}${code}</li>`;
}

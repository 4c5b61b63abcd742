/** The maturity page: levels and what the next one asks for, practices with their evidence, the ML Test Score's items. */
import type { AuditedProject } from '../../project/audit';
import type { AuditFinding } from '../../project/auditFinding';
import type { Answer, AssessedItem, AssessedPractice, AssessedScale } from '../../project/maturity/assess';
import { PRINCIPLES } from '../../project/maturity/practices';
import type { Maturity } from '../../project/maturity/placed';
import { isInside } from '../../project/paths';
import type { PageContext } from './context';
import { escapeHtml, inlineMarkdown } from './text';

/** Projects that are assessed on one page. */
const MAX_PROJECTS = 12;

/** The maturity of every project that has one; '' without any. */
export function maturitySection(
  page: PageContext,
  projects: readonly AuditedProject[],
  findings: readonly AuditFinding[],
): string {
  const assessed = projects.flatMap(({ root, maturity }) => (maturity ? [{ root, maturity }] : []));
  if (assessed.length === 0) return '';
  const blocks = assessed.slice(0, MAX_PROJECTS).map(({ root, maturity }) => {
    const own = findings.filter(({ path }) => isInside(root, path));
    const title = assessed.length > 1 ? `<h3 class="project">${escapeHtml(page.path(root))}</h3>` : '';
    return title + projectBlock(page, maturity, own);
  });
  return `<section id="maturity" aria-labelledby="maturity-title"><h2 id="maturity-title">Maturity</h2>
<p class="soft">What the files show; what happens elsewhere can’t be seen. A practice is found, not found, or not decidable from files. Nothing here is a mark.</p>
${blocks.join('\n')}
</section>`;
}

function projectBlock(page: PageContext, maturity: Maturity, findings: readonly AuditFinding[]): string {
  const { practices, score, scales } = maturity;
  return `<div class="cards scales">${scales.map((scale) => scaleCard(page, scale, findings)).join('')}</div>
<div class="cards principles">${PRINCIPLES.map((principle) => {
    const own = practices.filter((practice) => practice.principle === principle);
    return `<div class="card"><h3>${principle}</h3><ul class="practices">${own.map((practice) => practiceItem(page, maturity, practice, findings)).join('')}</ul></div>`;
  }).join('')}</div>
${scoreTable(score)}`;
}

/** `Microsoft: level 1 of 4`, the steps as a strip, and what the next one asks for. */
function scaleCard(
  page: PageContext,
  { scale, level, next }: AssessedScale,
  findings: readonly AuditFinding[],
): string {
  const top = scale.levels.at(-1)!.number;
  const steps = scale.levels
    .slice(1)
    .map(({ number }) => `<span class="${number <= level.number ? 'reached' : 'open'}"></span>`);
  const missing = next
    ? `<p>For level ${next.level.number}, ${escapeHtml(next.level.name)}, there is no evidence that:</p><ul class="missing">${next.missing.map((practice) => `<li>${escapeHtml(lower(practice.title))}. ${way(page, practice, findings)}</li>`).join('')}</ul>`
    : '<p>The highest level: all of its evidence was found.</p>';
  return `<div class="card"><h3>${scale.name}: level ${level.number} of ${top}</h3><div class="strip" aria-hidden="true">${steps.join('')}</div><p class="soft">${escapeHtml(level.name)}</p>${missing}</div>`;
}

const SIGNS: Readonly<Record<Answer, string>> = { found: '●', 'not found': '○', 'not decidable': '–' };

function practiceItem(
  page: PageContext,
  { places }: Maturity,
  practice: AssessedPractice,
  findings: readonly AuditFinding[],
): string {
  const { answer, title, sightings, count, reason } = practice;
  const shown = sightings.map((sighting) => {
    const place = places.get(sighting)!;
    const what = sighting.what ? `${escapeHtml(sighting.what)}, ` : '';
    return `<li>${what}${sighting.at ? page.place(place) : page.file(place)}</li>`;
  });
  if (count > sightings.length) shown.push(`<li>and ${count - sightings.length} more</li>`);
  const detail =
    answer === 'found'
      ? `<ul class="evidence">${shown.join('')}</ul>`
      : answer === 'not found'
        ? `<div class="soft">${way(page, practice, findings)}</div>`
        : `<div class="soft">Not decidable: ${escapeHtml(reason ?? 'files can’t tell')}.</div>`;
  return `<li class="practice ${answer.replace(' ', '-')}"><span class="sign" aria-hidden="true">${SIGNS[answer]}</span><div><span>${escapeHtml(title)}</span> <span class="answer">${answer}</span>${detail}</div></li>`;
}

/** How to get there: the finding with its fix or scaffold if there is one, else advice. */
function way(
  page: PageContext,
  { rule, advice }: AssessedPractice,
  findings: readonly AuditFinding[],
): string {
  const finding = findings.find((each) => each.rule === rule);
  const anchor = finding && page.anchorOf(finding);
  const fix = finding?.fixes[0];
  const help = fix
    ? `${fix.applicability === 'scaffold' ? 'Scaffold' : 'Fix'}: ${inlineMarkdown(fix.title)}.`
    : inlineMarkdown(advice);
  return anchor ? `${help} <a href="#${anchor}">${escapeHtml(finding.rule)}</a>` : help;
}

function scoreTable(score: readonly AssessedItem[]): string {
  const counts = (['found', 'not found', 'not decidable'] as const)
    .map((answer) => `${score.filter((item) => item.answer === answer).length} ${answer}`)
    .join(', ');
  const rows = score.map(
    ({ section, number, title, answer }) =>
      `<tr class="${answer.replace(' ', '-')}"><th scope="row">${section} ${number}</th><td>${escapeHtml(title)}</td><td><span class="sign" aria-hidden="true">${SIGNS[answer]}</span> ${answer}</td></tr>`,
  );
  return `<details class="card score"><summary><b>ML Test Score</b>: evidence for ${counts}</summary>
<p class="soft">The items of Breck et al. 2017 in words of ours. The score itself needs tests that ran, and is the lowest of its four sections.</p>
<table><thead><tr><th scope="col">item</th><th scope="col">what it asks</th><th scope="col">evidence</th></tr></thead><tbody>${rows.join('')}</tbody></table></details>`;
}

function lower(text: string): string {
  return /^[A-Z][a-z ]/.test(text) ? text[0]!.toLowerCase() + text.slice(1) : text;
}

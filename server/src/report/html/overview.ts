/** What a manager reads in ten seconds: how many, how bad, what first, whether it gets better. And where the findings are. */
import { SEVERITIES, type Severity } from '../../engine/finding';
import type { AuditFinding } from '../../project/auditFinding';
import {
  countByArea,
  countFixes,
  counted,
  groupBy,
  shownPath,
  worstFirst,
  type ReportData,
} from '../reportData';
import { duration } from '../text';
import { escapeHtml, inlineMarkdown } from './text';

/** Rows of a chart beyond which the rest is summed up. */
const MAX_BARS = 12;
/** Rules that are named as what to do first. */
const MAX_FIRST = 3;

const PLURALS: Readonly<Record<Severity, string>> = {
  error: 'errors',
  warning: 'warnings',
  information: 'information',
  hint: 'hints',
};

/** Verdict, tiles, what to do first, trend. */
export function overview(data: ReportData): string {
  return [
    `<p class="verdict">${verdict(data)}</p>`,
    `<p class="lead">${escapeHtml(lead(data))}</p>`,
    tiles(data),
    first(data),
    trend(data),
  ]
    .filter(Boolean)
    .join('\n');
}

/** One sentence that says whether somebody has to act. */
function verdict({ result: { findings, summary }, trend: known }: ReportData): string {
  const kind = known ? 'new ' : '';
  if (findings.length === 0)
    return `<b class="good">Nothing ${kind}found.</b> No antipattern that mlops-audit knows of.`;
  const { error, warning } = summary.counts;
  const rest = findings.length - error - warning;
  const harm = `${counted(warning, 'warning')} likely ${warning === 1 ? 'does' : 'do'}`;
  if (error > 0)
    return `<b class="error">${counted(error, `${kind}error`)}</b> ${error === 1 ? 'is' : 'are'} certain to do harm${warning > 0 ? `; ${harm}` : ''}.`;
  if (warning > 0)
    return `<b class="warning">${counted(warning, `${kind}warning`)}</b> likely ${warning === 1 ? 'does' : 'do'} harm; no error.`;
  return `<b class="good">No ${kind}error and no warning.</b> ${counted(rest, 'smaller finding')}.`;
}

function lead(data: ReportData): string {
  const { summary } = data.result;
  const looked = `${counted(summary.files, 'file')}, of which ${counted(summary.notebooks, 'notebook')}; ${counted(summary.lines, 'line')} in ${duration(summary.milliseconds)}`;
  const silenced =
    summary.suppressed > 0 ? ` ${counted(summary.suppressed, 'finding')} silenced by comments.` : '';
  return `Read ${looked}.${silenced}`;
}

function tiles(data: ReportData): string {
  const { findings, summary } = data.result;
  const tile = (kind: string, number: number, label: string): string =>
    `<div class="tile ${kind}"><b>${number.toLocaleString('en-US')}</b><span>${escapeHtml(label)}</span></div>`;
  const { safe, suggested } = countFixes(findings);
  return `<div class="tiles">
${SEVERITIES.map((severity) => tile(severity, summary.counts[severity], PLURALS[severity])).join('\n')}
${tile('good', safe, 'fixed by --fix')}
${tile('', suggested, 'suggested fixes')}
</div>`;
}

/** The rules that a team should look at first. */
function first(data: ReportData): string {
  const { findings } = data.result;
  if (findings.length === 0) return '';
  const rules = new Map(data.rules.map((rule) => [rule.name, rule]));
  const items = worstFirst(groupBy(findings, ({ rule }) => rule))
    .slice(0, MAX_FIRST)
    .map(([name, group]) => {
      const severity = worst(group);
      const summary = rules.get(name)?.docs.summary ?? group[0]!.message;
      return `<li><span class="badge ${severity}">${severity}</span> <a href="#rule-${escapeHtml(name)}">${escapeHtml(name)}</a> <span class="soft">× ${group.length}</span> ${inlineMarkdown(summary)}</li>`;
    });
  return `<div class="card first"><h3>Look at these first</h3><ol>${items.join('')}</ol></div>`;
}

function worst(findings: readonly AuditFinding[]): Severity {
  return SEVERITIES.find((severity) => findings.some((finding) => finding.severity === severity))!;
}

/** Beside a baseline: new, still there, gone, as one bar. */
function trend({ trend: known, result: { findings } }: ReportData): string {
  if (!known) return '';
  const parts = [
    ['new', findings.length, 'error'],
    ['known', known.known.length, 'information'],
    ['gone', known.gone.length, 'good'],
  ] as const;
  const total = Math.max(
    1,
    parts.reduce((sum, [, count]) => sum + count, 0),
  );
  const bar = parts
    .filter(([, count]) => count > 0)
    .map(([, count, kind]) => `<span class="part ${kind}" style="flex:${(count / total).toFixed(4)}"></span>`)
    .join('');
  const legend = parts
    .map(
      ([name, count, kind]) =>
        `<li><span class="key ${kind}"></span>${count.toLocaleString('en-US')} ${name}</li>`,
    )
    .join('');
  const sum = findings.length - known.gone.length;
  const says =
    sum > 0
      ? 'More than in the baseline.'
      : sum < 0
        ? 'Fewer than in the baseline.'
        : 'As many as in the baseline.';
  return `<div class="card trend"><h3>Trend since the baseline</h3><p>${says}</p><div class="stack" aria-hidden="true">${bar}</div><ul class="legend">${legend}</ul></div>`;
}

/** Charts by area (severities stacked), rule and file. */
export function charts(data: ReportData): string {
  const { findings } = data.result;
  const by = <K>(key: (finding: AuditFinding) => K): [K, AuditFinding[]][] =>
    [...groupBy(findings, key)].sort(([, a], [, b]) => b.length - a.length);
  const areas = countByArea(findings).map(([area]): Row => ({
    name: area,
    findings: findings.filter((finding) => finding.area === area),
    link: `#area-${area}`,
  }));
  const rules = by(({ rule }) => rule).map(([name, group]): Row => ({
    name,
    findings: group,
    link: `#rule-${name}`,
  }));
  const files = by(({ path }) => path).map(([path, group]): Row => ({
    name: shownPath(data, path),
    findings: group,
  }));
  return `<section class="cards" aria-label="Where the findings are">
${chart('By area', areas)}
${chart('By rule', rules)}
${chart('By file', files)}
</section>`;
}

interface Row {
  readonly name: string;
  readonly findings: readonly AuditFinding[];
  readonly link?: string;
}

/** Bars whose parts are severities; the number says what the bar shows. */
function chart(title: string, rows: readonly Row[]): string {
  const most = rows[0]?.findings.length ?? 1;
  const shown = rows.length === MAX_BARS + 1 ? rows : rows.slice(0, MAX_BARS);
  const bars = shown.map(({ name, findings, link }) => {
    const text = escapeHtml(name);
    const label = link ? `<a href="${escapeHtml(link)}">${text}</a>` : text;
    const parts = SEVERITIES.map(
      (severity) => [severity, findings.filter((each) => each.severity === severity).length] as const,
    )
      .filter(([, count]) => count > 0)
      .map(
        ([severity, count]) =>
          `<span class="fill ${severity}" style="width:${((100 * count) / most).toFixed(1)}%"></span>`,
      );
    return `<li><span class="name" title="${text}">${label}</span><span class="track" aria-hidden="true">${parts.join('')}</span><span class="number">${findings.length}</span></li>`;
  });
  const rest = rows.slice(shown.length);
  if (rest.length > 0) {
    const sum = rest.reduce((total, { findings }) => total + findings.length, 0);
    bars.push(
      `<li><span class="name">${rest.length} more</span><span></span><span class="number">${sum}</span></li>`,
    );
  }
  return `<div class="card"><h3>${escapeHtml(title)}</h3><ul class="bars">${bars.join('')}</ul></div>`;
}

/**
 * A self-contained page for a browser: tiles, charts by area, rule and file, and every finding with its code. No script, no
 * network; filtering works by style sheet alone.
 */
import { SEVERITIES, type Severity } from '../engine/finding';
import type { Rule } from '../engine/rules/rule';
import type { AuditFinding } from '../project/auditFinding';
import { basename } from '../project/paths';
import { escapeHtml, inlineMarkdown, markdownParagraphs } from './htmlText';
import { HTML_STYLE } from './htmlStyle';
import {
  countByArea,
  countFixes,
  counted,
  describeTrend,
  groupBy,
  shownPath,
  shownPlace,
  type ReportData,
} from './reportData';
import { duration } from './text';

/** Rows of a chart beyond which the rest is summed up. */
const MAX_BARS = 14;

/** The page, ending in a line break. */
export function htmlReport(data: ReportData): string {
  const { findings } = data.result;
  const title = `MLOps audit of ${basename(data.base) || data.base}`;
  const body = [
    `<h1>${escapeHtml(title)}</h1>`,
    `<p class="lead">${escapeHtml(lead(data))}</p>`,
    tiles(data),
    ...(findings.length === 0
      ? [
          '<div class="card empty"><p><strong>Nothing found.</strong> No antipattern that mlops-audit knows of.</p></div>',
        ]
      : [charts(data), filter(data), ...areas(data)]),
    problems(data),
    `<footer>mlops-audit ${escapeHtml(data.version)} · read only, nothing was run · Silence a finding with <code># mlops: ignore[rule-name] reason</code>.</footer>`,
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${HTML_STYLE}</style>
</head>
<body>
<main>
${body.filter(Boolean).join('\n')}
</main>
</body>
</html>
`;
}

function lead(data: ReportData): string {
  const { summary, findings } = data.result;
  const looked = `${counted(summary.files, 'file')}, of which ${counted(summary.notebooks, 'notebook')}; ${counted(summary.lines, 'line')} in ${duration(summary.milliseconds)}`;
  const silenced =
    summary.suppressed > 0 ? ` ${counted(summary.suppressed, 'finding')} silenced by comments.` : '';
  const trend = describeTrend(data);
  const kind = data.trend ? 'new finding' : 'finding';
  return `${counted(findings.length, kind)} in ${looked}.${silenced}${trend && ` ${trend}.`}`;
}

function tiles(data: ReportData): string {
  const { findings, summary } = data.result;
  const tile = (kind: string, number: number, label: string): string =>
    `<div class="tile ${kind}"><b>${number.toLocaleString('en-US')}</b><span>${escapeHtml(label)}</span></div>`;
  const { safe, suggested } = countFixes(findings);
  const labels: Record<Severity, string> = {
    error: 'errors',
    warning: 'warnings',
    information: 'information',
    hint: 'hints',
  };
  return `<div class="tiles">
${SEVERITIES.map((severity) => tile(severity, summary.counts[severity], labels[severity])).join('\n')}
${tile('good', safe, 'fixed by --fix')}
${tile('', suggested, 'suggested fixes')}
</div>`;
}

function charts(data: ReportData): string {
  const { findings } = data.result;
  const counts = <K>(key: (finding: AuditFinding) => K): [K, number][] =>
    [...groupBy(findings, key)]
      .map(([name, group]): [K, number] => [name, group.length])
      .sort(([, a], [, b]) => b - a);
  return `<section class="cards" aria-label="Where the findings are">
${chart(
  'By area',
  countByArea(findings).map(([area, count]) => [area, count, `#area-${area}`]),
)}
${chart(
  'By rule',
  counts(({ rule }) => rule).map(([rule, count]) => [rule, count, `#rule-${rule}`]),
)}
${chart(
  'By file',
  counts(({ path }) => shownPath(data, path)).map(([path, count]) => [path, count]),
)}
</section>`;
}

function chart(
  title: string,
  rows: readonly (readonly [name: string, count: number, link?: string])[],
): string {
  const most = rows[0]?.[1] ?? 1;
  const shown = rows.length === MAX_BARS + 1 ? rows : rows.slice(0, MAX_BARS);
  const bars = shown.map(([name, count, link]) => {
    const text = escapeHtml(name);
    const label = link ? `<a href="${escapeHtml(link)}">${text}</a>` : text;
    const width = Math.max(3, Math.round((100 * count) / most));
    return `<li><span class="name" title="${text}">${label}</span><span class="track"><span class="fill" style="width:${width}%"></span></span><span class="number">${count}</span></li>`;
  });
  const rest = rows.slice(shown.length);
  if (rest.length > 0) {
    const sum = rest.reduce((total, [, count]) => total + count, 0);
    bars.push(
      `<li><span class="name">${rest.length} more</span><span></span><span class="number">${sum}</span></li>`,
    );
  }
  return `<div class="card"><h3>${escapeHtml(title)}</h3><ul class="bars">${bars.join('')}</ul></div>`;
}

function filter(data: ReportData): string {
  const boxes = SEVERITIES.filter((severity) => data.result.summary.counts[severity] > 0).map(
    (severity) => `<label><input type="checkbox" id="show-${severity}" checked> ${severity}</label>`,
  );
  return boxes.length < 2 ? '' : `<fieldset class="filter"><legend>Show</legend>${boxes.join('')}</fieldset>`;
}

/** A section per area and, in it, per rule; the worst first. */
function areas(data: ReportData): string[] {
  const rules = new Map(data.rules.map((rule) => [rule.name, rule]));
  return worstFirst(groupBy(data.result.findings, (finding) => finding.area)).map(([area, findings]) => {
    const sections = worstFirst(groupBy(findings, (finding) => finding.rule)).map(([name, group]) =>
      ruleSection(data, name, rules.get(name), group),
    );
    return `<section><h2 id="area-${area}">${area}</h2>\n${sections.join('\n')}\n</section>`;
  });
}

/** Groups by their worst severity, then by size. */
function worstFirst<K>(groups: ReadonlyMap<K, AuditFinding[]>): [K, AuditFinding[]][] {
  const rank = (group: readonly AuditFinding[]): number =>
    Math.min(...group.map(({ severity }) => SEVERITIES.indexOf(severity)));
  return [...groups].sort(([, a], [, b]) => rank(a) - rank(b) || b.length - a.length);
}

function ruleSection(
  data: ReportData,
  name: string,
  rule: Rule | undefined,
  findings: readonly AuditFinding[],
): string {
  const says = rule ? `<span class="rule-says">${inlineMarkdown(rule.docs.summary)}</span>` : '';
  const why = rule ? `<div class="why">${markdownParagraphs(rule.docs.why)}</div>${mitigation(rule)}` : '';
  return `<details class="rule" id="rule-${escapeHtml(name)}" open>
<summary><span class="rule-name">${escapeHtml(name)}</span>${says}<span>${counted(findings.length, 'finding')}</span></summary>
<div class="rule-body">${why}
${findings.map((finding) => findingArticle(data, finding)).join('\n')}
</div>
</details>`;
}

function mitigation(rule: Rule): string {
  const cells = typeof rule.docs.good === 'string' ? [rule.docs.good] : rule.docs.good;
  const code = cells.map(
    (cell) =>
      `<pre class="frame">${cell
        .trim()
        .split('\n')
        .map((line) => `<span class="line">${escapeHtml(line) || ' '}</span>`)
        .join('')}</pre>`,
  );
  return `<details class="mitigation"><summary>How it is done right</summary>${code.join('')}</details>`;
}

function findingArticle(data: ReportData, finding: AuditFinding): string {
  const notes = [
    ...finding.related.map(
      (related) =>
        `<li>see <span class="place">${escapeHtml(shownPlace(data, related))}</span>: ${inlineMarkdown(related.message)}</li>`,
    ),
    ...finding.fixes.map(
      (fix) =>
        `<li><span class="fix">${fix.applicability === 'safe' ? 'fix' : fix.applicability}:</span> ${inlineMarkdown(fix.title)}</li>`,
    ),
  ];
  return `<article class="finding ${finding.severity}">
<header><span class="badge ${finding.severity}">${finding.severity}</span><span class="place">${escapeHtml(shownPlace(data, finding))}</span></header>
<p>${inlineMarkdown(finding.message)}</p>
${frame(finding)}
${notes.length > 0 ? `<ul class="notes">${notes.join('')}</ul>` : ''}
</article>`;
}

/** The excerpt with the finding's own text marked. */
function frame({ excerpt, start, end }: AuditFinding): string {
  if (excerpt.lines.length === 0) return '';
  const lines = excerpt.lines.map((line, index) => {
    const number = excerpt.firstLine + index;
    const isMarked = number >= start.line && number <= end.line;
    const from = number === start.line ? start.column - 1 : line.length - line.trimStart().length;
    const to = number === end.line ? end.column - 1 : line.length;
    const text =
      isMarked && to > from
        ? `${escapeHtml(line.slice(0, from))}<mark>${escapeHtml(line.slice(from, to))}</mark>${escapeHtml(line.slice(to))}`
        : escapeHtml(line);
    return `<span class="line${isMarked ? ' marked' : ''}"><i>${number}</i>${text}</span>`;
  });
  return `<pre class="frame" tabindex="0">${lines.join('')}</pre>`;
}

function problems(data: ReportData): string {
  const { errors, skipped } = data.result.summary;
  if (errors.length + skipped.length === 0) return '';
  const item = ({ path, message }: { path: string; message: string }, kind: string): string =>
    `<li><span class="place">${escapeHtml(shownPath(data, path))}</span>: ${kind}${escapeHtml(message)}</li>`;
  const items = [
    ...errors.map((error) => item(error, '')),
    ...skipped.map((file) => item(file, 'skipped: ')),
  ];
  return `<section><h2>Not audited, or only in part</h2><div class="card"><ul class="notes">${items.join('')}</ul></div></section>`;
}

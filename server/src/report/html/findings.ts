/** The findings with their code: by area and rule, and an index by file. */
import { SEVERITIES } from '../../engine/finding';
import type { Rule } from '../../engine/rules/rule';
import type { AuditFinding } from '../../project/auditFinding';
import { counted, groupBy, worstFirst, type ReportData } from '../reportData';
import type { PageContext } from './context';
import { escapeHtml, inlineMarkdown, markdownParagraphs } from './text';

/** Every finding, under its area and rule, the worst first; before them what shows and hides. */
export function findingsSection(page: PageContext, data: ReportData): string {
  const rules = new Map(data.rules.map((rule) => [rule.name, rule]));
  const areas = worstFirst(groupBy(data.result.findings, (finding) => finding.area)).map(
    ([area, findings]) => {
      const sections = worstFirst(groupBy(findings, (finding) => finding.rule)).map(([name, group]) =>
        ruleSection(page, name, rules.get(name), group),
      );
      return `<section class="area" aria-labelledby="area-${area}"><h3 id="area-${area}">${area}</h3>\n${sections.join('\n')}\n</section>`;
    },
  );
  return `<section id="findings" aria-labelledby="findings-title"><h2 id="findings-title">Findings</h2>
${filter(data)}
${areas.join('\n')}
${fileIndex(page, data)}
</section>`;
}

function filter(data: ReportData): string {
  const boxes = SEVERITIES.filter((severity) => data.result.summary.counts[severity] > 0).map(
    (severity) => `<label><input type="checkbox" id="show-${severity}" checked> ${severity}</label>`,
  );
  return boxes.length < 2 ? '' : `<fieldset class="filter"><legend>Show</legend>${boxes.join('')}</fieldset>`;
}

function ruleSection(
  page: PageContext,
  name: string,
  rule: Rule | undefined,
  findings: readonly AuditFinding[],
): string {
  const says = rule ? `<span class="rule-says">${inlineMarkdown(rule.docs.summary)}</span>` : '';
  const why = rule ? `<div class="why">${markdownParagraphs(rule.docs.why)}</div>${mitigation(rule)}` : '';
  return `<details class="rule" id="rule-${escapeHtml(name)}" open>
<summary><span class="rule-name">${escapeHtml(name)}</span>${says}<span>${counted(findings.length, 'finding')}</span></summary>
<div class="rule-body">${why}
${findings.map((finding) => findingArticle(page, finding)).join('\n')}
</div>
</details>`;
}

function mitigation(rule: Rule): string {
  const cells = typeof rule.docs.good === 'string' ? [rule.docs.good] : rule.docs.good;
  const code = cells.map(
    (cell) =>
      `<pre class="frame" tabindex="0">${cell
        .trim()
        .split('\n')
        .map((line) => `<span class="line">${escapeHtml(line) || ' '}</span>`)
        .join('')}</pre>`,
  );
  return `<details class="mitigation"><summary>How it is done right</summary>${code.join('')}</details>`;
}

function findingArticle(page: PageContext, finding: AuditFinding): string {
  const notes = [
    ...finding.related.map(
      (related) => `<li>see ${page.place(related)}: ${inlineMarkdown(related.message)}</li>`,
    ),
    ...finding.fixes.map(
      (fix) =>
        `<li><span class="fix">${fix.applicability === 'safe' ? 'fix' : fix.applicability}:</span> ${inlineMarkdown(fix.title)}</li>`,
    ),
  ];
  return `<article class="finding ${finding.severity}" id="${page.anchorOf(finding)}">
<header><span class="badge ${finding.severity}">${finding.severity}</span>${page.place(finding)}</header>
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

/** Which findings are in which file: a line each, that leads to the finding. */
function fileIndex(page: PageContext, data: ReportData): string {
  const files = worstFirst(groupBy(data.result.findings, (finding) => finding.path)).map(
    ([path, findings]) => {
      const items = findings.map(
        (finding) =>
          `<li class="finding-link ${finding.severity}"><span class="badge ${finding.severity}">${finding.severity}</span> <a href="#${page.anchorOf(finding)}">${escapeHtml(finding.rule)}</a> <span class="soft">${finding.cell === null ? '' : `cell ${finding.cell}, `}line ${finding.start.line}</span></li>`,
      );
      return `<details class="file-index"><summary><span class="place">${escapeHtml(page.path(path))}</span> <span class="soft">${counted(findings.length, 'finding')}</span></summary><ul class="notes">${items.join('')}</ul></details>`;
    },
  );
  return `<section aria-labelledby="by-file"><h3 id="by-file">By file</h3><div class="card">${files.join('\n')}</div></section>`;
}

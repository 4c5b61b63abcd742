/**
 * The report as one page that needs nothing else: summary, pictures of the pipelines, maturity, every finding with its code. No
 * script, no network; filtering works by style sheet alone. In the editor the same page gets links that open code.
 */
import { basename } from '../../project/paths';
import { drawPictures, type FilePipeline } from '../../project/pipelines';
import { shownPath, type ReportData } from '../reportData';
import { PageContext, type PageOptions } from './context';
import { findingsSection } from './findings';
import { maturitySection } from './maturity';
import { charts, overview } from './overview';
import { pipelinesSection } from './pipelines';
import { HTML_STYLE } from './style';
import { escapeHtml } from './text';

export interface HtmlOptions extends PageOptions {
  /** Style that comes after the page's own: an editor's colours. */
  readonly style?: string;
  /** A script's text, and the nonce that allows it to run; without it the page has none. */
  readonly script?: { readonly text: string; readonly nonce: string };
}

/** The page, ending in a line break. */
export function htmlReport(data: ReportData, options: HtmlOptions = {}): string {
  const page = new PageContext(data.base, data.result.findings, options);
  const title = `MLOps audit of ${basename(data.base) || data.base}`;
  const pipelines = data.result.files.flatMap(({ pipeline }): FilePipeline[] => (pipeline ? [pipeline] : []));
  const pictures = drawPictures(pipelines, [...data.result.findings, ...(data.trend?.known ?? [])]);
  const hasFindings = data.result.findings.length > 0;
  const sections = [
    pipelinesSection(page, pictures),
    maturitySection(page, data.result.projects, data.result.findings),
    hasFindings ? findingsSection(page, data) : '',
    problems(data),
  ];
  const body = `<header>
<h1>${escapeHtml(title)}</h1>
${overview(data)}
</header>
${contents(sections)}
${hasFindings ? charts(data) : ''}
${sections.filter(Boolean).join('\n')}
<footer>mlops-audit ${escapeHtml(data.version)} · read only, nothing was run · Silence a finding with <code># mlops: ignore[rule-name] reason</code>.</footer>`;
  return document(title, body, options);
}

/** A whole document with the report's style around a body. */
export function document(title: string, body: string, { style = '', script }: HtmlOptions): string {
  const allowed = script ? `; script-src 'nonce-${script.nonce}'` : '';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'${allowed}">
<title>${escapeHtml(title)}</title>
<style>${HTML_STYLE}${style}</style>
</head>
<body>
<main>
${body}
</main>${script ? `\n<script nonce="${script.nonce}">${script.text}</script>` : ''}
</body>
</html>
`;
}

/** Links to the sections that there are. */
function contents(sections: readonly string[]): string {
  const links = sections.flatMap((section) => {
    const [, id, title] = /<section id="([\w-]+)"[^>]*><h2[^>]*>([^<]+)/.exec(section) ?? [];
    return id ? [`<a href="#${id}">${title}</a>`] : [];
  });
  return links.length < 2 ? '' : `<nav aria-label="Sections">${links.join('')}</nav>`;
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
  return `<section id="problems"><h2>Not audited, or only in part</h2><div class="card"><ul class="notes">${items.join('')}</ul></div></section>`;
}

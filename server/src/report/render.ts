/** Which report a format means. */
import { githubReport } from './github';
import { htmlReport } from './html/page';
import { jsonReport } from './json';
import { markdownReport } from './markdown';
import type { ReportData } from './reportData';
import { sarifReport } from './sarif';
import { textReport, type TextOptions } from './text';

/** What `--format` and *Export Report* offer. */
export const FORMATS = ['text', 'json', 'sarif', 'github', 'markdown', 'html'] as const;
export type Format = (typeof FORMATS)[number];

/** The report's text. `text` options count for the format of that name. */
export function renderReport(format: Format, data: ReportData, text: TextOptions = {}): string {
  switch (format) {
    case 'text':
      return textReport(data, text);
    case 'json':
      return jsonReport(data);
    case 'sarif':
      return sarifReport(data);
    case 'github':
      return githubReport(data);
    case 'markdown':
      return markdownReport(data);
    case 'html':
      return htmlReport(data);
  }
}

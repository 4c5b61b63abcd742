/** Which report a format means. */
import { githubReport } from '../report/github';
import { htmlReport } from '../report/html/page';
import { jsonReport } from '../report/json';
import { markdownReport } from '../report/markdown';
import type { ReportData } from '../report/reportData';
import { sarifReport } from '../report/sarif';
import { textReport, type TextOptions } from '../report/text';
import type { Format } from './arguments';

/** The report's text. `text` options count for the format of that name. */
export function renderReport(format: Format, data: ReportData, text: TextOptions): string {
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

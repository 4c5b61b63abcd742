/** The last audit as a report: a file to export, or a page for the editor. */
import { rules } from '../../engine';
import { commonFolder, mergeAudits } from '../../project/mergeAudits';
import { htmlReport } from '../../report/html/page';
import { renderReport } from '../../report/render';
import type { ReportData } from '../../report/reportData';
import type { Report, ReportParams } from '../protocol';
import type { AuditedFolder } from './audit';
import { editorPage } from './editorPage';

/** @param audited at least one folder */
export function reportOf(
  audited: readonly AuditedFolder[],
  { format, nonce = '' }: ReportParams,
  version: string,
): Report {
  const data: ReportData = {
    result: mergeAudits(audited.map(({ result }) => result)),
    base: commonFolder(audited.map(({ folder }) => folder.path)),
    rules,
    version,
  };
  return { text: format === 'editor' ? htmlReport(data, editorPage(nonce)) : renderReport(format, data) };
}

/** What the parts of the page share: where a link to code goes, and the anchors of findings. */
import type { AuditFinding, AuditPlace } from '../../project/auditFinding';
import { shownPlace, type ReportData } from '../reportData';
import { escapeHtml } from './text';

export interface PageOptions {
  /** Attributes of a link that opens a place in an editor; without it places are text, and the page works anywhere. */
  readonly openLink?: (place: AuditPlace) => string;
}

export class PageContext {
  private readonly numbers: Map<AuditFinding, number>;

  constructor(
    readonly data: ReportData,
    readonly options: PageOptions,
  ) {
    this.numbers = new Map(data.result.findings.map((finding, index) => [finding, index + 1]));
  }

  /** Id of a finding's article; undefined for one that the page doesn't show. */
  anchorOf(finding: AuditFinding): string | undefined {
    const number = this.numbers.get(finding);
    return number === undefined ? undefined : `finding-${number}`;
  }

  /** `train.py:12:5`, as a link where the page can open it. */
  place(place: AuditPlace): string {
    const text = escapeHtml(shownPlace(this.data, place));
    const link = this.options.openLink?.(place);
    return link === undefined ? `<span class="place">${text}</span>` : `<a class="place" ${link}>${text}</a>`;
  }
}

/** What the parts of the page share: where a link to code goes, and the anchors of findings. */
import type { AuditFinding, AuditPlace } from '../../project/auditFinding';
import { dirname } from '../../project/paths';
import { shownPath, shownPlace } from '../reportData';
import { escapeHtml } from './text';

export interface PageOptions {
  /** Attributes of a link that opens a place in an editor; without it places are text, and the page works anywhere. */
  readonly openLink?: (place: AuditPlace) => string;
}

export class PageContext {
  private readonly numbers: Map<AuditFinding, number>;

  /** @param findings those that the page shows, in order */
  constructor(
    private readonly base: string,
    findings: readonly AuditFinding[],
    readonly options: PageOptions,
  ) {
    this.numbers = new Map(findings.map((finding, index) => [finding, index + 1]));
  }

  /** For a page of pictures of one file: findings are told of, not shown. */
  static ofPictures(path: string, options: PageOptions): PageContext {
    return new PageContext(dirname(path), [], options);
  }

  /** A path as a person knows it. */
  path(path: string): string {
    return shownPath({ base: this.base }, path);
  }

  /** Id of a finding's article; undefined for one that the page doesn't show. */
  anchorOf(finding: AuditFinding): string | undefined {
    const number = this.numbers.get(finding);
    return number === undefined ? undefined : `finding-${number}`;
  }

  /** `train.py:12:5`, as a link where the page can open it. */
  place(place: AuditPlace): string {
    const text = escapeHtml(shownPlace({ base: this.base }, place));
    const link = this.options.openLink?.(place);
    return link === undefined ? `<span class="place">${text}</span>` : `<a class="place" ${link}>${text}</a>`;
  }

  /** A file as a whole, as a link where the page can open it. */
  file(place: AuditPlace): string {
    const text = escapeHtml(this.path(place.path));
    const link = this.options.openLink?.(place);
    return link === undefined ? `<span class="place">${text}</span>` : `<a class="place" ${link}>${text}</a>`;
  }
}

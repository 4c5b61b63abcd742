/** The picture of one file's pipeline as a page of its own, for a view that follows edits. */
import { basename } from '../../project/paths';
import type { Picture } from '../../project/pipelines';
import { PageContext } from './context';
import { document, type HtmlOptions } from './page';
import { pictureBlock } from './pipelines';
import { escapeHtml } from './text';

/** @param path of the file */
export function pipelineDocument(
  path: string,
  pictures: readonly Picture[],
  options: HtmlOptions,
): { readonly html: string; readonly body: string } {
  const page = PageContext.ofPictures(path, options);
  const title = `Pipeline of ${basename(path)}`;
  const blocks = pictures.map((picture, index) => pictureBlock(page, picture, `p${index + 1}`, true));
  const body = `<h1>${escapeHtml(title)}</h1>
${blocks.length > 0 ? `<p class="soft">Red: a leak, or something that is missing. A step leads to its code.</p>\n${blocks.join('\n')}` : EMPTY}`;
  return { html: document(title, body, options), body };
}

const EMPTY =
  '<div class="card empty"><p><strong>No pipeline yet.</strong> As soon as rows are loaded and a model is trained, scored or served here, this view shows how.</p></div>';

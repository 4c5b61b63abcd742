/** The picture of the pipeline of an open script or notebook, as its text is now. */
import { rules, type Engine } from '../../engine';
import { FindingLocator } from '../../project/auditFinding';
import type { Document } from '../../project/document';
import { basename, dirname } from '../../project/paths';
import { drawPictures, placePipeline } from '../../project/pipelines';
import { pipelineDocument } from '../../report/html/pipelineDocument';
import { absolute, type Analysed } from '../analyser';
import type { PipelinePage } from '../protocol';
import { editorPage } from './editorPage';

/** @param nonce of the view's page */
export function pipelinePage(analysed: Analysed, engine: Engine, nonce: string): PipelinePage {
  const { open, unit, options, context } = analysed;
  const { path } = open;
  const locator = locatorOf(analysed);
  const { pipeline } = engine.analyse(unit, { ...options, rules: WITHOUT_RULES, withPipeline: true });
  const findings = analysed.findings.map((finding) => locator.finding(finding));
  const root = context.root ?? dirname(path);
  const placed = pipeline && placePipeline(pipeline, { path, root }, locator, findings);
  const pictures = placed ? drawPictures([placed], findings) : [];
  return { title: basename(path), ...pipelineDocument(path, pictures, editorPage(nonce)) };
}

/** The findings are known; only the model is wanted. */
const WITHOUT_RULES = new Map(rules.map(({ name }) => [name, { severity: 'off' as const }]));

/** Lines and columns in the open texts, and in those of the modules that they import. */
function locatorOf({ open, unit, modules, context }: Analysed): FindingLocator {
  const own: Document = { path: open.path, kind: unit.kind, inputs: open.sources };
  return new FindingLocator(
    own,
    (name) => {
      const path = absolute(name, context);
      const module = path === undefined ? undefined : modules.get(path);
      return module && { path: path!, kind: module.kind, inputs: module.sources };
    },
    (name) => absolute(name, context) ?? name,
  );
}

import { addKeyword, quoted, styleAt } from '../../fix';
import { textOf } from '../../source/unit';
import type { Model } from '../../semantics/model';
import { isLibraryExample } from '../library';
import { defineRule, type FixReport } from '../rule';
import { hubDownloads, type HubDownload } from './hubRepository';

export default defineRule({
  name: 'unpinned-pretrained-model',
  area: 'security',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: [
    'transformers',
    'diffusers',
    'peft',
    'datasets',
    'huggingface_hub',
    'sentence_transformers',
    'timm',
    'torch',
  ],
  docs: {
    summary: 'A model, tokenizer or data set is downloaded from a hub without a fixed revision.',
    why: `Its owner, or whoever takes the account over, can change what you run, and results drift without a change of yours. The commit stands on the hub under _Files and versions_,
or in the cache: \`huggingface_hub.model_info("org/name").sha\`. Write all forty digits: tags and branches can be moved.`,
    bad: `from transformers import AutoModel

model = AutoModel.from_pretrained("google/vit-base-patch16-224")
`,
    good: `from transformers import AutoModel

model = AutoModel.from_pretrained("google/vit-base-patch16-224", revision="3f49326eb077187dfe1c2a2bb15fbd74e6ab91e3")
`,
    limits: [
      'A warning in scripts that train or serve, a hint in notebooks, information elsewhere and where a branch or tag is named.',
      'Once per repository and file. Local paths, names that the program writes itself, `local_files_only=True`, revisions that come from a setting, tests and examples of libraries are not flagged.',
      'No revision can be invented: a fix is offered only where another call in the file names the commit.',
    ],
    references: [
      'OWASP ML06 (AI supply chain), ML07 (transfer learning), 2023 draft',
      'Hugging Face Hub: downloading files, https://huggingface.co/docs/huggingface_hub/guides/download',
      'Also: Bandit B615',
    ],
  },
  messages: {
    absent: '`{id}` is downloaded in whatever version its owner publishes next: no revision is fixed.',
    moving: '`{id}` is downloaded at a branch or tag, which its owner can move: name the commit.',
  },
  *check({ model, unit, project }) {
    if (model.role === 'test' || (project && isLibraryExample(unit.path, project))) return;
    const downloads = hubDownloads(model);
    const seen = new Set<string>();
    for (const download of downloads) {
      const { id, revision, record } = download;
      if ((revision !== 'absent' && revision !== 'moving') || seen.has(id)) continue;
      seen.add(id);
      const same = downloads.filter((other) => other.id === id && other.revision === revision);
      const fix = pin(model, downloads, same);
      yield {
        at: record.node,
        message: revision,
        data: { id },
        severity: severityOf(model, revision),
        related: same.slice(1, 11).map((other) => ({ at: other.record.node, note: 'Downloaded here too.' })),
        fixes: fix ? [fix] : [],
      };
    }
  },
});

function severityOf({ role, unit }: Model, revision: HubDownload['revision']) {
  if (unit.kind === 'notebook') return 'hint';
  const runs = role === 'training' || role === 'serving' || role === 'scoring';
  return runs && revision === 'absent' ? 'warning' : 'information';
}

/** The commit that another call names for the same repository. */
function pin(
  model: Model,
  downloads: readonly HubDownload[],
  same: readonly HubDownload[],
): FixReport | undefined {
  const [first] = same;
  const known = downloads.find(({ id, commit }) => id === first!.id && commit !== undefined);
  const keyword = first!.loader.revision;
  if (!known?.commit || !keyword || same.some(({ loader }) => loader.revision !== keyword)) return undefined;
  const style = styleAt(model, first!.record.node.start);
  return {
    title: `Fix the revision that \`${textOf(model.unit, known.record.node.func)}\` uses: ${known.commit.slice(0, 8)}…`,
    applicability: 'suggestion',
    edits: same.flatMap(({ record }) =>
      addKeyword(model.unit, record.node, keyword, quoted(style, known.commit!)),
    ),
  };
}

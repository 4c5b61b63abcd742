/** Calls that download models, tokenizers and data sets from a hub, and how each is told a fixed revision. */

export interface HubLoader {
  /** Name of a function (`datasets.load_dataset`), or of a class method of any class of a library (`transformers.*.from_pretrained`). */
  readonly name: string;
  /** Where the repository's id stands. */
  readonly id: { readonly keyword: string; readonly position?: number };
  /** Keyword of the revision; absent where the id itself carries it (`user/repo:commit`). */
  readonly revision?: string;
}

const pretrained = { keyword: 'pretrained_model_name_or_path', position: 0 };

/** Checked against the documentation of transformers 5, diffusers 0.35, datasets 4, huggingface_hub 1, sentence-transformers 5, timm 1, torch 2.13. */
export const HUB_LOADERS: readonly HubLoader[] = [
  { name: 'transformers.*.from_pretrained', id: pretrained, revision: 'revision' },
  { name: 'diffusers.*.from_pretrained', id: pretrained, revision: 'revision' },
  { name: 'peft.*.from_pretrained', id: { keyword: 'model_id', position: 1 }, revision: 'revision' },
  { name: 'transformers.pipeline', id: { keyword: 'model', position: 1 }, revision: 'revision' },
  { name: 'datasets.load_dataset', id: { keyword: 'path', position: 0 }, revision: 'revision' },
  { name: 'huggingface_hub.hf_hub_download', id: { keyword: 'repo_id', position: 0 }, revision: 'revision' },
  {
    name: 'huggingface_hub.snapshot_download',
    id: { keyword: 'repo_id', position: 0 },
    revision: 'revision',
  },
  {
    name: 'sentence_transformers.SentenceTransformer',
    id: { keyword: 'model_name_or_path', position: 0 },
    revision: 'revision',
  },
  {
    name: 'sentence_transformers.CrossEncoder',
    id: { keyword: 'model_name_or_path', position: 0 },
    revision: 'revision',
  },
  { name: 'timm.create_model', id: { keyword: 'model_name', position: 0 } },
  { name: 'torch.hub.load', id: { keyword: 'repo_or_dir', position: 0 } },
];

const exact = new Map(HUB_LOADERS.map((loader) => [loader.name, loader]));

/** What a call by this canonical name downloads; undefined if it downloads nothing. */
export function hubLoader(name: string): HubLoader | undefined {
  const found = exact.get(name);
  if (found) return found;
  const parts = name.split('.');
  return parts.length > 2 ? exact.get(`${parts[0]}.*.${parts.at(-1)}`) : undefined;
}

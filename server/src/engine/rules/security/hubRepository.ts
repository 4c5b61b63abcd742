/** The repository of a hub that a call downloads from, and whether its revision is fixed. */
import { hubLoader, type HubLoader } from '../../knowledge/hubs';
import type { Model } from '../../semantics/model';
import { argument, hasHiddenArguments, type CallRecord } from '../../semantics/trace';
import { constantOf, type Value } from '../../semantics/values';

export interface HubDownload {
  readonly record: CallRecord;
  readonly loader: HubLoader;
  /** `org/name`, without a revision. */
  readonly id: string;
  /** `fixed`: a commit; `moving`: a branch or tag; `absent`; `elsewhere`: a value that the code does not show. */
  readonly revision: 'fixed' | 'moving' | 'absent' | 'elsewhere';
  /** The commit, where it is fixed by a literal. */
  readonly commit?: string;
}

const COMMIT = /^[0-9a-f]{40}$/;
/** First parts of relative paths: where programs keep what they made themselves. */
const LOCAL =
  /^(\.|~|\/)|^(models?|outputs?|results?|checkpoints?|ckpts?|data|datasets?|artifacts?|runs?|logs?|weights?|saved\w*|trained\w*|fine_?tuned\w*|pretrained\w*|tmp|temp|cache|local|path|user\w*|your\w*|my\w*)\//i;

/** The downloads of a unit whose repository is a literal, in order; local paths are none. */
export function hubDownloads(model: Model): HubDownload[] {
  return model.calls.flatMap((record): HubDownload[] => {
    const loader = hubLoader(record.name);
    const download = loader && downloadOf(record, loader);
    return download && !isWrittenHere(model, download.id) ? [download] : [];
  });
}

function downloadOf(record: CallRecord, loader: HubLoader): HubDownload | undefined {
  const written = constantOf(argument(record, loader.id.keyword, loader.id.position));
  if (typeof written !== 'string') return undefined;
  if (constantOf(argument(record, 'local_files_only')) === true) return undefined;
  if (loader.name === 'torch.hub.load') return githubDownload(record, loader, written);
  if (loader.name === 'timm.create_model') {
    const match = /^hf[-_]hub:([^@]+)(?:@(.+))?$/.exec(written);
    return match ? { record, loader, id: match[1]!, ...revisionOf(match[2]) } : undefined;
  }
  if (!/^[\w.-]+\/[\w.-]+$/.test(written) || LOCAL.test(written)) return undefined;
  const given = argument(record, loader.revision!);
  if (!given && hasHiddenArguments(record)) return undefined;
  return { record, loader, id: written, ...revisionOf(given) };
}

/** `user/repository:tag`; with `source="local"` a folder. */
function githubDownload(record: CallRecord, loader: HubLoader, written: string): HubDownload | undefined {
  if (constantOf(argument(record, 'source', 2)) === 'local') return undefined;
  const match = /^([\w.-]+\/[\w.-]+)(?::(.+))?$/.exec(written);
  return match && !LOCAL.test(written)
    ? { record, loader, id: match[1]!, ...revisionOf(match[2]) }
    : undefined;
}

function revisionOf(given: Value | string | undefined): Pick<HubDownload, 'revision' | 'commit'> {
  if (given === undefined) return { revision: 'absent' };
  const text = typeof given === 'string' ? given : given.kind === 'constant' ? given.value : undefined;
  if (text === null) return { revision: 'absent' };
  if (typeof text !== 'string') return { revision: 'elsewhere' };
  return COMMIT.test(text) ? { revision: 'fixed', commit: text } : { revision: 'moving' };
}

/** The program saves under the same name: a folder of its own that looks like a repository. */
function isWrittenHere(model: Model, id: string): boolean {
  return model.trace.some(
    ({ method, args }) =>
      /^(save\w*|makedirs|mkdir|Path|exists|isdir)$/.test(method) &&
      [...args.positional, ...args.keywords.values()].some((value) => constantOf(value) === id),
  );
}

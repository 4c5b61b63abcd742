/** Files that say what a project depends on and runs in. */
import type { ManifestFile } from '../engine/rules/project';
import type { Host } from './host';
import { basename, join, relative } from './paths';
import { decodeSource } from './sourceFile';

const MANIFESTS =
  /^(?:[\w.-]*requirements[\w.-]*\.(?:txt|in)|constraints[\w.-]*\.txt|pyproject\.toml|setup\.(?:cfg|py)|Pipfile|(?:conda-)?env(?:ironment)?[\w.-]*\.ya?ml|conda\.ya?ml|MLproject|(?:[\w.-]+\.)?Dockerfile(?:\.[\w.-]+)?|Containerfile|docker-compose[\w.-]*\.ya?ml|runtime\.txt|\.python-version)$/i;

/** Only their presence matters, and some are large. */
const LOCK_FILES =
  /^(?:uv\.lock|poetry\.lock|pdm\.lock|Pipfile\.lock|pixi\.lock|pylock(?:\.[\w-]+)?\.toml|[\w.-]*conda-lock[\w.-]*\.ya?ml)$/i;

/** Bytes above which a manifest's text is left out. */
const MAX_MANIFEST = 1_000_000;

/** True for the name of a manifest or lock file. */
export function isManifestPath(path: string): boolean {
  const name = basename(path);
  return (
    MANIFESTS.test(name) || LOCK_FILES.test(name) || /(?:^|\/)requirements\/[\w.-]+\.(?:txt|in)$/i.test(path)
  );
}

/** Reads the manifests among a project's files (absolute paths). Unreadable ones count by name. */
export async function readManifests(
  host: Host,
  root: string,
  files: readonly string[],
): Promise<ManifestFile[]> {
  const manifests: ManifestFile[] = [];
  for (const file of files.filter(isManifestPath)) manifests.push(await readManifest(host, root, file));
  return manifests;
}

/** Reads one manifest; `path` of the result is relative to the project's folder. */
export async function readManifest(host: Host, root: string, file: string): Promise<ManifestFile> {
  const path = relative(root, file);
  if (LOCK_FILES.test(basename(file))) return { path, text: '' };
  const bytes = await host.readFile(join(root, path));
  if (!bytes.ok || bytes.value.length > MAX_MANIFEST) return { path, text: '' };
  const decoded = decodeSource(bytes.value);
  return { path, text: decoded.ok ? decoded.source.text : '' };
}

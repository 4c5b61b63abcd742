/** Files that say what a project depends on, what it runs in, and what runs it. */
import type { ManifestFile } from '../engine/rules/project';
import type { Host } from './host';
import { basename, join, relative } from './paths';
import { decodeSource } from './sourceFile';

const MANIFESTS =
  /^(?:[\w.-]*requirements[\w.-]*\.(?:txt|in)|constraints[\w.-]*\.txt|pyproject\.toml|setup\.(?:cfg|py)|Pipfile|(?:conda-)?env(?:ironment)?[\w.-]*\.ya?ml|conda\.ya?ml|MLproject|(?:[\w.-]+\.)?Dockerfile(?:\.[\w.-]+)?|Containerfile|docker-compose[\w.-]*\.ya?ml|runtime\.txt|\.python-version)$/i;

/** Only their presence matters, and some are large. */
const LOCK_FILES =
  /^(?:uv\.lock|poetry\.lock|pdm\.lock|Pipfile\.lock|pixi\.lock|pylock(?:\.[\w-]+)?\.toml|[\w.-]*conda-lock[\w.-]*\.ya?ml)$/i;

/** Files that start the project's code, in an order or on a schedule. */
const DRIVERS =
  /(?:^|\/)(?:dvc\.yaml|(?:GNU)?Makefile|[\w.-]+\.mk|justfile|Taskfile\.ya?ml|Snakefile|[\w.-]+\.smk|[\w.-]+\.(?:sh|bash|cron)|crontab|Procfile|databricks\.ya?ml|prefect\.yaml|pipeline\.ya?ml)$|(?:^|\/)(?:\.github\/workflows\/[\w.-]+\.ya?ml|\.circleci\/config\.ya?ml|\.gitlab-ci\.ya?ml|azure-pipelines[\w.-]*\.ya?ml|bitbucket-pipelines\.ya?ml|cloudbuild[\w.-]*\.ya?ml|Jenkinsfile)$/i;

/** Bytes above which a manifest's text is left out. */
const MAX_MANIFEST = 1_000_000;

/** True for the name of a manifest or lock file. */
export function isManifestPath(path: string): boolean {
  const name = basename(path);
  return (
    MANIFESTS.test(name) || LOCK_FILES.test(name) || /(?:^|\/)requirements\/[\w.-]+\.(?:txt|in)$/i.test(path)
  );
}

/** True for the path of a file that runs others: a Makefile, a shell script, a workflow of continuous integration … */
export function isDriverPath(path: string): boolean {
  return DRIVERS.test(path);
}

/** Reads the manifests and the drivers among a project's files (absolute paths). Unreadable ones count by name. */
export async function readManifests(
  host: Host,
  root: string,
  files: readonly string[],
): Promise<{ manifests: ManifestFile[]; drivers: ManifestFile[] }> {
  const manifests: ManifestFile[] = [];
  const drivers: ManifestFile[] = [];
  for (const file of files) {
    if (isManifestPath(file)) manifests.push(await readManifest(host, root, file));
    else if (isDriverPath(file)) drivers.push(await readManifest(host, root, file));
  }
  return { manifests, drivers };
}

/** Reads one manifest or driver; `path` of the result is relative to the project's folder. */
export async function readManifest(host: Host, root: string, file: string): Promise<ManifestFile> {
  const path = relative(root, file);
  if (LOCK_FILES.test(basename(file))) return { path, text: '' };
  const bytes = await host.readFile(join(root, path));
  if (!bytes.ok || bytes.value.length > MAX_MANIFEST) return { path, text: '' };
  const decoded = decodeSource(bytes.value);
  return { path, text: decoded.ok ? decoded.source.text : '' };
}

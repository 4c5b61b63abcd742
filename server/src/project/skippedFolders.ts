/** Folders that hold no code of the project: version control, environments, caches, installed and built things. */

const NAMES: ReadonlySet<string> = new Set([
  '.git',
  '.hg',
  '.svn',
  '.bzr',
  '.tox',
  '.nox',
  '.eggs',
  '.cache',
  '.mypy_cache',
  '.pytest_cache',
  '.ruff_cache',
  '.ipynb_checkpoints',
  '.venv',
  '.virtualenv',
  '.conda',
  '.dvc',
  '.vscode-test',
  '__pycache__',
  '__pypackages__',
  'node_modules',
  'site-packages',
  'dist-packages',
  'build',
  'dist',
]);

/** Files that only the root of a Python environment has. */
const ENVIRONMENT_MARKERS: ReadonlySet<string> = new Set(['pyvenv.cfg', 'conda-meta']);

/** True for a folder that is passed over because of its name. */
export function isSkippedFolder(name: string): boolean {
  return NAMES.has(name) || name.endsWith('.egg-info') || name.endsWith('.dist-info');
}

/** True if a folder's entries show that it is a virtual or conda environment. */
export function isEnvironment(entries: Iterable<{ readonly name: string }>): boolean {
  for (const { name } of entries) if (ENVIRONMENT_MARKERS.has(name)) return true;
  return false;
}

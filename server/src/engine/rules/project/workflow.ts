/** A workflow of GitHub Actions for what a project really has: its manifests, tests, linter and training script. */
import { environmentFiles } from '../environment';
import { isShowcase } from '../library';
import type { ManifestFile, ProjectFacts } from '../rule';
import { importedDistributions } from './imported';
import { manifestKind } from './manifests';
import { yamlText } from './yaml';

/** How the project is installed, and what is put before a command so that it runs in that environment. */
interface Installation {
  readonly commands: readonly string[];
  readonly prefix: string;
  /** Installs one package more. */
  readonly add: (packages: string) => string;
  /** Where conda makes the environment instead of `setup-python`. */
  readonly conda?: { readonly file: string; readonly name: string };
  /** True if pip keeps what it downloads between runs: it asks for a requirements or pyproject file at the root. */
  readonly cached?: boolean;
}

/** The text of `.github/workflows/ml.yml`. */
export function workflow(project: ProjectFacts, hasTests: boolean): string {
  const installation = installationOf(project);
  const { conda, prefix } = installation;
  const runs = [...installation.commands];
  const check = hasTests ? `${prefix}python -m pytest` : 'python -m compileall -q .';
  if (hasTests && !declares(project, 'pytest')) runs.push(installation.add('pytest'));
  runs.push(...linting(project), check, ...smokeTraining(project, prefix));
  return `name: ml
on: [push, pull_request]
permissions:
  contents: read
jobs:
  check:
    runs-on: ubuntu-latest
${conda ? '    defaults:\n      run:\n        shell: bash -el {0} # a login shell: it activates the environment\n' : ''}    steps:
      - uses: actions/checkout@v4
${conda ? setUpConda(conda) : setUpPython(project, installation)}${runs.map((run) => `      - run: ${yamlText(run)}\n`).join('')}`;
}

function setUpConda({ file, name }: { readonly file: string; readonly name: string }): string {
  return `      - uses: conda-incubator/setup-miniconda@v3
        with:
          miniforge-version: latest
          environment-file: ${yamlText(file)}
          activate-environment: ${yamlText(name)}
`;
}

function setUpPython(project: ProjectFacts, { cached }: Installation): string {
  const version = project.files.includes('.python-version')
    ? 'python-version-file: .python-version'
    : `python-version: "${pythonVersion(project)}"`;
  return `      - uses: actions/setup-python@v5
        with:
          ${version}
${cached ? '          cache: pip\n' : ''}`;
}

/** The Python that the project names, in its Dockerfile or as the oldest one that it supports; 3.11 otherwise. */
function pythonVersion({ manifests }: ProjectFacts): string {
  const texts = (name: RegExp): string =>
    manifests
      .filter(({ path }) => name.test(path))
      .map(({ text }) => text)
      .join('\n');
  const named =
    /^\s*FROM\s+(?:\S+\/)?python:(3\.\d+)/im.exec(texts(/^[^/]*Dockerfile[^/]*$/))?.[1] ??
    /^python-(3\.\d+)/.exec(texts(/^runtime\.txt$/))?.[1] ??
    /^\s*(?:requires-python|python|python_version)\s*=\s*["'][\^~>= ]*(3\.\d+)/m.exec(
      texts(/^(pyproject\.toml|Pipfile)$/),
    )?.[1];
  // Older ones are no longer to be had.
  return named !== undefined && Number(named.slice(2)) >= 9 ? named : '3.11';
}

function installationOf(project: ProjectFacts): Installation {
  const { files } = project;
  const pyproject = textOf(project, 'pyproject.toml');
  if (files.includes('uv.lock')) return withUv();
  if (files.includes('poetry.lock') || /^\[tool\.poetry\.dependencies\]/m.test(pyproject))
    return withPoetry(project, pyproject);
  if (files.includes('Pipfile')) return withPipenv(files.includes('Pipfile.lock'));
  const requirements = requirementFiles(project);
  if (requirements.length === 0) {
    const conda = project.manifests.find(({ path, text }) => !path.includes('/') && isConda(path, text));
    if (conda) return withConda(conda);
  }
  return withPip(project, pyproject, requirements);
}

function isConda(path: string, text: string): boolean {
  return manifestKind(path) === 'conda' && /^dependencies\s*:/m.test(text);
}

function withUv(): Installation {
  return {
    commands: ['pip install uv', 'uv sync --locked'],
    prefix: 'uv run --no-sync ',
    add: (packages) => `uv pip install ${packages}`,
  };
}

function withPoetry({ files }: ProjectFacts, pyproject: string): Installation {
  const name = /^name\s*=\s*["']([^"']+)/m.exec(pyproject)?.[1]?.replace(/[-.]/g, '_');
  const isPackage =
    !/^package-mode\s*=\s*false/m.test(pyproject) &&
    (/^packages\s*=/m.test(pyproject) ||
      files.some((file) => file === `${name}/__init__.py` || file === `src/${name}/__init__.py`));
  return {
    commands: ['pip install poetry', `poetry install${isPackage ? '' : ' --no-root'}`],
    prefix: 'poetry run ',
    add: (packages) => `poetry run pip install ${packages}`,
  };
}

function withPipenv(isLocked: boolean): Installation {
  return {
    commands: ['pip install pipenv', isLocked ? 'pipenv sync --dev' : 'pipenv install --dev'],
    prefix: 'pipenv run ',
    add: (packages) => `pipenv run pip install ${packages}`,
  };
}

function withConda({ path, text }: ManifestFile): Installation {
  const name = /^name\s*:\s*["']?([\w.-]+)/m.exec(text)?.[1] ?? 'ci';
  return { commands: [], prefix: '', add: installing, conda: { file: path, name } };
}

function withPip(project: ProjectFacts, pyproject: string, requirements: readonly string[]): Installation {
  const { files } = project;
  const targets = requirements.map((path) => `-r ${path}`);
  if (/^\[build-system\]/m.test(pyproject) || files.includes('setup.py')) {
    const extra = /^(?:test|tests|testing|dev)(?=\s*=\s*\[)/m.exec(
      section(pyproject, 'project.optional-dependencies'),
    )?.[0];
    targets.push(extra === undefined ? '-e .' : `-e ".[${extra}]"`);
  } else if (requirements.length === 0 && /^dependencies\s*=/m.test(section(pyproject, 'project')))
    return {
      commands: ['pip install uv', 'uv pip install --system -r pyproject.toml'],
      prefix: '',
      add: installing,
    };
  const packages = targets.length > 0 ? targets : importedDistributions(project);
  return {
    commands: packages.length > 0 ? [installing(packages.join(' '))] : [],
    prefix: '',
    add: installing,
    cached: files.includes('requirements.txt') || pyproject !== '',
  };
}

function installing(packages: string): string {
  return `pip install ${packages}`;
}

/** The requirements at the root, those for tests and development too; else the ones that lie nearest to it. */
function requirementFiles({ files }: ProjectFacts): string[] {
  const found = files.filter((file) => /(^|\/)requirements\.txt$/.test(file) && !isShowcase(file));
  const more = files.filter((file) =>
    /^((dev|test|tests)[-_.]requirements|requirements[-_.\/](dev|test|tests|ci)|requirements\/(base|main))\.txt$/.test(
      file,
    ),
  );
  if (found.includes('requirements.txt') || (more.length > 0 && found.length === 0))
    return [...found.filter((file) => file === 'requirements.txt'), ...more];
  return [...found].sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1)).slice(0, 1);
}

function depth(path: string): number {
  return path.split('/').length;
}

/** The linter that the project has a configuration for. */
function linting(project: ProjectFacts): string[] {
  const { files } = project;
  if (files.includes('.pre-commit-config.yaml'))
    return ['pip install pre-commit', 'pre-commit run --all-files'];
  const isRuff =
    files.some((file) => /^\.?ruff\.toml$/.test(file)) ||
    /^\[tool\.ruff[\].]/m.test(textOf(project, 'pyproject.toml'));
  if (isRuff) return ['pip install ruff', 'ruff check .'];
  const isFlake8 = files.includes('.flake8') || /^\[flake8\]/m.test(textOf(project, 'setup.cfg'));
  return isFlake8 ? ['pip install flake8', 'flake8 .'] : [];
}

/** One short run of a training script that has what it needs: an option that limits it, and its data in the project. */
function smokeTraining({ units, files }: ProjectFacts, prefix: string): string[] {
  const script = units.find(
    ({ path, shortRun, reads = [] }) =>
      shortRun !== undefined &&
      path.endsWith('.py') &&
      !isShowcase(path) &&
      !/[\s"'$]/.test(path) &&
      reads.length > 0 &&
      reads.every((read) => files.includes(read.path.replace(/^\.\//, ''))),
  );
  return script ? [`${prefix}python ${script.path} ${script.shortRun}`] : [];
}

function declares(project: ProjectFacts, name: string): boolean {
  const entry = new RegExp(`(^|[\\s"'])${name}(?![\\w.-])`, 'm');
  return environmentFiles(project).some(({ text }) => entry.test(text));
}

function textOf({ manifests }: ProjectFacts, path: string): string {
  return manifests.find((manifest) => manifest.path === path)?.text ?? '';
}

/** The text of one table of a TOML file, without its heading. */
function section(text: string, name: string): string {
  const lines = text.split(/\r?\n/);
  const start = lines.findIndex((line) => line.trim() === `[${name}]`);
  if (start < 0) return '';
  const length = lines.slice(start + 1).findIndex((line) => /^\[/.test(line));
  return lines.slice(start + 1, length < 0 ? undefined : start + 1 + length).join('\n');
}

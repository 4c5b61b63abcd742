import type { Severity } from '../../finding';
import { isStandardLibrary } from '../../fix/standardLibrary';
import { distributionOf, isModellingPackage, normalised } from '../../knowledge/distributions';
import type { UnitSummary } from '../../semantics/summary';
import type { ManifestFile, ProjectFacts } from '../project';
import { defineProjectRule, type FixReport, type ProjectReport } from '../rule';
import { baseImagesIn, condaDependenciesIn, dockerInstallsIn, isConstrained, manifestKind, requirementsIn, type Dependency } from './manifests';

export default defineProjectRule({
  name: 'unpinned-dependencies',
  area: 'project',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'scaffold',
  docs: {
    summary: 'The environment of a project that trains or serves a model is not fixed.',
    why: `The next installation gets other versions. Results change without a change of the code, and models that were saved may no longer
load: scikit-learn supports loading them in the version that saved them only.`,
    bad: `# requirements.txt
pandas
scikit-learn>=1.4
`,
    good: `# requirements.txt
pandas==3.0.6
scikit-learn==1.9.1
`,
    limits: [
      'Projects with a lock file (uv, poetry, pdm, Pipfile, conda-lock), a constraints file or hashes.',
      'Libraries (a build back end or setup.py, and nothing that serves): ranges are right for them.',
      'Projects without training or serving code. Without a saved model, serving code or CI the finding is a hint.',
      'Requirements for development, tests and documentation.',
    ],
    references: ['ml-ops.org, MLOps principles: reproducibility', 'Breck et al. 2017, ML Test Score, Monitor 1', 'OWASP ML06, AI supply chain attacks'],
  },
  messages: {
    undeclared: 'Nothing in the project says which versions of `{package}` and the other imports it needs: no requirements, environment or lock file.',
    floating: '{names} can be any version at the next installation, and no lock file fixes it.',
    installed: 'The image installs {names} in whatever version is the newest when it is built.',
    image: 'The base image `{image}` has no version: the next build may start from another Python or system.',
  },
  *checkProject(project) {
    const working = project.units.filter((unit) => WORKING.has(unit.role));
    if (working.length === 0 || isLibrary(project)) return;
    const severity: Severity = isExperiment(project) ? 'hint' : 'warning';
    for (const report of findings(project, working)) yield { ...report, severity };
  },
});

type PinReport = ProjectReport<'undeclared' | 'floating' | 'installed' | 'image'>;

const WORKING: ReadonlySet<UnitSummary['role']> = new Set<UnitSummary['role']>(['training', 'serving', 'scoring']);

function* findings(project: ProjectFacts, working: readonly UnitSummary[]): Iterable<PinReport> {
  const manifests = project.manifests.filter(({ path }) => working.some((unit) => isInside(unit.path, folderOf(path))));
  const installs = manifests.filter(({ path, text }) => manifestKind(path) === 'docker' && dockerInstallsIn(text).length > 0);
  if (project.manifests.every(({ path }) => manifestKind(path) === 'docker') && installs.length === 0) {
    yield* undeclared(project, working);
  }
  for (const manifest of manifests) {
    if (manifestKind(manifest.path) === 'docker') yield* dockerFindings(manifest);
    else yield* floating(manifest, project);
  }
}

/** No file at all: on the first import of a modelling package in the file that comes first in a model's life. */
function* undeclared(project: ProjectFacts, working: readonly UnitSummary[]): Iterable<PinReport> {
  const anchors = [...working].sort((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : 1));
  for (const unit of anchors) {
    const imports = Object.entries(unit.imports)
      .filter(([name]) => isModellingPackage(distributionOf(name)))
      .sort(([, a], [, b]) => a.source - b.source || a.start - b.start);
    if (imports.length === 0) continue;
    const [name, at] = imports[0]!;
    yield {
      path: unit.path,
      source: at.source,
      at: { start: at.start, end: at.end },
      message: 'undeclared',
      data: { package: name },
      fixes: [scaffold(project)],
    };
    return;
  }
}

function rank(unit: UnitSummary): number {
  if (unit.role !== 'training') return 2;
  return unit.evidence['saves-model'] ? 0 : 1;
}

/** Entries of a requirements or conda file that many versions satisfy. */
function* floating({ path, text }: ManifestFile, { manifests, files }: ProjectFacts): Iterable<PinReport> {
  const kind = manifestKind(path);
  if ((kind !== 'requirements' && kind !== 'conda') || ASIDE.test(path) || isConstrained(text)) return;
  const isLocked = manifests.some((other) => manifestKind(other.path) === 'lock' && isInside(path, folderOf(other.path)));
  if (isLocked || (kind === 'requirements' && files.includes(path.replace(/\.txt$/, '.in')))) return;
  const all = kind === 'conda' ? condaDependenciesIn(text) : requirementsIn(text);
  const open = all.filter((entry) => !entry.pinned && isModellingPackage(entry.name));
  if (open.length > 0) yield { path, at: open[0]!, message: 'floating', data: { names: listed(open) } };
}

/** Files for development, tests and documentation. */
const ASIDE = /(^|[/_.-])(dev|develop|development|tests?|testing|docs?|lint|ci|optional|extras?|examples?)([/_.-]|$)/i;

function* dockerFindings({ path, text }: ManifestFile): Iterable<PinReport> {
  const image = baseImagesIn(text).find((base) => !base.pinned);
  if (image) yield { path, at: image, message: 'image', data: { image: image.image } };
  const open = dockerInstallsIn(text).filter((entry) => !entry.pinned && !INSTALLERS.has(normalised(entry.name)));
  if (open.length > 0) yield { path, at: open[0]!, message: 'installed', data: { names: listed(open) } };
}

/** Tools of installation itself: their newest version is what people want. */
const INSTALLERS: ReadonlySet<string> = new Set(['pip', 'setuptools', 'wheel', 'uv', 'poetry', 'pipenv', 'pdm', 'pip-tools', 'build']);

/** `a`, `b` and 3 more packages */
function listed(entries: readonly Dependency[]): string {
  const names = entries.slice(0, 2).map(({ name }) => `\`${name}\``);
  const more = entries.length - names.length;
  if (more > 0) return `${names.join(', ')} and ${more} more package${more > 1 ? 's' : ''}`;
  return names.join(' and ');
}

/** Projects that others install: their environment is the user's. */
function isLibrary({ manifests, files, units }: ProjectFacts): boolean {
  if (units.some((unit) => unit.role === 'serving')) return false;
  if (files.includes('setup.py') || files.includes('setup.cfg')) return true;
  const pyproject = manifests.find(({ path }) => path === 'pyproject.toml');
  return pyproject !== undefined && /^\[build-system\]|^classifiers\s*=/m.test(pyproject.text);
}

/** Nothing is kept or shown to anybody yet: advice is enough. */
function isExperiment({ units, files }: ProjectFacts): boolean {
  const isKept = units.some(({ evidence, role }) => evidence['saves-model'] || evidence.serves || role === 'serving');
  return !isKept && !files.some((file) => CI_FILE.test(file));
}

const CI_FILE =
  /^(\.github\/workflows\/.+\.ya?ml|\.gitlab-ci\.yml|azure-pipelines\.yml|Jenkinsfile|\.circleci\/.+|bitbucket-pipelines\.yml|cloudbuild\.ya?ml)$/;

/** A requirements.txt with every package that the project imports. */
function scaffold(project: ProjectFacts): FixReport {
  const names = new Set<string>();
  for (const unit of project.units) {
    if (unit.role === 'test') continue;
    for (const name of Object.keys(unit.imports)) {
      if (!isStandardLibrary(name) && !name.startsWith('_') && !isLocal(name, project) && !NOT_INSTALLED.has(name)) {
        names.add(distributionOf(name));
      }
    }
  }
  const lines = [...names].sort();
  const newText = `# Fix the versions with: pip freeze | grep -i -E "^(${lines.join('|')})=="\n${lines.join('\n')}\n`;
  return {
    title: 'Create requirements.txt with the imported packages',
    applicability: 'scaffold',
    edits: [{ path: 'requirements.txt', start: 0, end: 0, newText }],
  };
}

/** Come with the environment that a notebook runs in. */
const NOT_INSTALLED: ReadonlySet<string> = new Set(['google', 'pkg_resources', 'setuptools', 'IPython', 'antigravity']);

function isLocal(name: string, { files }: ProjectFacts): boolean {
  return files.some((file) => file === `${name}.py` || file.endsWith(`/${name}.py`) || `/${file}`.includes(`/${name}/`));
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function isInside(path: string, folder: string): boolean {
  return path.startsWith(folder);
}

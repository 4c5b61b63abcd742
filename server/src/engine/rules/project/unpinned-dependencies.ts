import type { Severity } from '../../finding';
import { isModellingPackage, normalised } from '../../knowledge/distributions';
import type { UnitSummary } from '../../semantics/summary';
import {
  defineProjectRule,
  type FixReport,
  type ManifestFile,
  type ProjectFacts,
  type ProjectReport,
} from '../rule';
import { environmentFiles } from '../environment';
import { isLibrary } from '../library';
import { mainAnchor } from './anchor';
import { importedDistributions } from './imported';
import {
  baseImagesIn,
  condaDependenciesIn,
  dockerInstallsIn,
  isConstrained,
  manifestKind,
  requirementsIn,
  type Dependency,
} from './manifests';
import { isBeyondExperiment } from './stage';

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
      'Projects without training or serving code. Without a saved model, serving code or CI the finding is a hint; in a project of notebooks, information.',
      'Requirements for development, tests and documentation.',
    ],
    references: [
      'ml-ops.org, MLOps principles: reproducibility',
      'Breck et al. 2017, ML Test Score, Monitor 1',
      'OWASP ML06, AI supply chain attacks',
    ],
  },
  messages: {
    undeclared:
      'Nothing in the project says which versions of `{package}` and the other imports it needs: no requirements, environment or lock file.',
    floating: '{names} can be any version at the next installation, and no lock file fixes it{others}.',
    installed: 'The image installs {names} in whatever version is the newest when it is built{others}.',
    image:
      'The base image `{image}` has no version: the next build may start from another Python or system{others}.',
  },
  *checkProject(project) {
    const working = project.units.filter((unit) => WORKING.has(unit.role));
    if (working.length === 0 || isLibrary(project)) return;
    const severity = severityFor(project, working);
    for (const report of findings(project, working)) yield { ...report, severity };
  },
});

type PinReport = ProjectReport<'undeclared' | 'floating' | 'installed' | 'image'>;

const WORKING: ReadonlySet<UnitSummary['role']> = new Set<UnitSummary['role']>([
  'training',
  'serving',
  'scoring',
]);

/** At most one finding of a kind: on the first file, which names the others. */
function* findings(project: ProjectFacts, working: readonly UnitSummary[]): Iterable<PinReport> {
  const manifests = project.manifests.filter(
    ({ path }) => !ASIDE.test(path) && working.some((unit) => unit.path.startsWith(folderOf(path))),
  );
  if (!environmentFiles(project).some(declaresPackages)) yield* undeclared(project, working);
  const byKind = new Map<string, PinReport[]>();
  for (const manifest of [...manifests].sort(
    (a, b) => depth(a.path) - depth(b.path) || (a.path < b.path ? -1 : 1),
  )) {
    const reports =
      manifestKind(manifest.path) === 'docker' ? dockerFindings(manifest) : floating(manifest, project);
    for (const report of reports) byKind.set(report.message, [...(byKind.get(report.message) ?? []), report]);
  }
  for (const [first, ...others] of byKind.values()) {
    yield { ...first!, data: { ...first!.data, others: alsoIn(others.map(({ path }) => path)) } };
  }
}

/** Files for development, tests and documentation. */
const ASIDE =
  /(^|[/_.-])(dev|devcontainer|codespaces?|develop|development|tests?|testing|docs?|lint|ci|optional|extras?|examples?)([/_.-]|$)/i;

/** True for any file that says which packages the project needs, in whatever way. */
function declaresPackages({ path, text }: ManifestFile): boolean {
  const kind = manifestKind(path);
  return kind === 'docker' ? dockerInstallsIn(text).length > 0 : kind !== 'runtime';
}

function depth(path: string): number {
  return path.split('/').length;
}

/** `; likewise in a/requirements.txt and 3 more files` */
function alsoIn(paths: readonly string[]): string {
  if (paths.length === 0) return '';
  const more = paths.length - 1;
  return `; likewise in ${paths[0]}${more > 0 ? ` and ${more} more file${more > 1 ? 's' : ''}` : ''}`;
}

/** No file at all: on the first import of a modelling package in the file that comes first in a model's life. */
function* undeclared(project: ProjectFacts, working: readonly UnitSummary[]): Iterable<PinReport> {
  const anchor = mainAnchor(working);
  if (!anchor) return;
  const { unit, name, at } = anchor;
  yield {
    path: unit.path,
    source: at.source,
    at: { start: at.start, end: at.end },
    message: 'undeclared',
    data: { package: name },
    fixes: [scaffold(project)],
  };
}

/** Entries of a requirements or conda file that many versions satisfy. */
function* floating({ path, text }: ManifestFile, { manifests, files }: ProjectFacts): Iterable<PinReport> {
  const kind = manifestKind(path);
  if ((kind !== 'requirements' && kind !== 'conda') || isConstrained(text)) return;
  const isLocked = manifests.some(
    (other) => manifestKind(other.path) === 'lock' && path.startsWith(folderOf(other.path)),
  );
  if (isLocked || (kind === 'requirements' && files.includes(path.replace(/\.txt$/, '.in')))) return;
  const all = kind === 'conda' ? condaDependenciesIn(text) : requirementsIn(text);
  const open = all.filter((entry) => !entry.pinned && isModellingPackage(entry.name));
  if (open.length > 0) yield { path, at: open[0]!, message: 'floating', data: { names: listed(open) } };
}

function* dockerFindings({ path, text }: ManifestFile): Iterable<PinReport> {
  const image = baseImagesIn(text).find((base) => !base.pinned);
  if (image) yield { path, at: image, message: 'image', data: { image: image.image } };
  const open = dockerInstallsIn(text).filter(
    (entry) => !entry.pinned && !INSTALLERS.has(normalised(entry.name)),
  );
  if (open.length > 0) yield { path, at: open[0]!, message: 'installed', data: { names: listed(open) } };
}

/** Tools of installation itself: their newest version is what people want. */
const INSTALLERS: ReadonlySet<string> = new Set([
  'pip',
  'setuptools',
  'wheel',
  'uv',
  'poetry',
  'pipenv',
  'pdm',
  'pip-tools',
  'build',
]);

/** `a`, `b` and 3 more packages */
function listed(entries: readonly Dependency[]): string {
  const names = entries.slice(0, 2).map(({ name }) => `\`${name}\``);
  const more = entries.length - names.length;
  if (more > 0) return `${names.join(', ')} and ${more} more package${more > 1 ? 's' : ''}`;
  return names.join(' and ');
}

/** A hint while nothing is kept or shown to anybody; milder where all work is done in notebooks. */
function severityFor(project: ProjectFacts, working: readonly UnitSummary[]): Severity {
  if (!isBeyondExperiment(project)) return 'hint';
  return working.every(({ path }) => path.endsWith('.ipynb')) ? 'information' : 'warning';
}

/** A requirements.txt with every package that the project imports. */
function scaffold(project: ProjectFacts): FixReport {
  const lines = importedDistributions(project);
  const newText = `# Fix the versions with: pip freeze | grep -i -E "^(${lines.join('|')})=="\n${lines.join('\n')}\n`;
  return {
    title: 'Create requirements.txt with the imported packages',
    applicability: 'scaffold',
    edits: [{ path: 'requirements.txt', start: 0, end: 0, newText }],
  };
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

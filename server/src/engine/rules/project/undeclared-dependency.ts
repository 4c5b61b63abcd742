import type { Severity } from '../../finding';
import { normalised } from '../../knowledge/distributions';
import { bringerOf, hasChoice, mayBeBrought, providersOf } from '../../knowledge/providers';
import type { UnitSummary } from '../../semantics/summary';
import { environmentFiles } from '../environment';
import { isPackaged, isShowcase } from '../library';
import { defineProjectRule, type FixReport, type ManifestFile, type ProjectFacts } from '../rule';
import { declarationsFor, type Declarations } from './declared';
import { isThirdParty } from './imported';
import { manifestKind } from './manifests';
import { isBeyondExperiment } from './stage';

export default defineProjectRule({
  name: 'undeclared-dependency',
  area: 'project',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'safe',
  docs: {
    summary: 'A third-party module is imported that no dependency file of the project names.',
    why: `The package is there on the machine where the code was written. The next one, a colleague’s, the pipeline’s or the server’s, installs what the files name and
fails at the import. Where the package comes along with another one it works until that one no longer needs it, in whatever version that happens to ask for.`,
    bad: `# requirements.txt
joblib==1.6.0
pandas==3.0.6
`,
    good: `# requirements.txt
joblib==1.6.0
pandas==3.0.6
scikit-learn==1.9.1
`,
    limits: [
      'Only files that train, score or serve, and only packages of which it is known what provides them: an unknown module may be your own.',
      'Read are requirements with what they include, pyproject.toml (PEP 621, Poetry, uv, PDM, Hatch, dependency groups), Pipfile, setup.cfg, setup.py, conda environments and `pip install` in Dockerfiles, in the folders around the file. Where one of them can’t be read, or an image brings packages of its own, nothing is said.',
      'Imports in `try`, `if` and functions are optional; notebooks and scripts that install packages are left out.',
      'A hint where another declared package brings it, or may bring it, and in experiments; information in notebooks.',
    ],
    references: [
      'Pimentel et al. 2019, A Large-Scale Study about Quality and Reproducibility of Jupyter Notebooks',
      'Sculley et al. 2015: reproducibility debt',
      'Python Packaging User Guide, https://packaging.python.org/en/latest/guides/writing-pyproject-toml/#dependencies-and-requirements',
    ],
  },
  messages: {
    missing:
      '`{module}` is imported, and no dependency file names `{distribution}`: the next machine fails at this import.',
    unnamed: '`{module}` is imported, and no dependency file names `{distribution}`.',
    brought:
      '`{module}` is imported and comes along with `{bringer}` only: no dependency file names `{distribution}`.',
  },
  *checkProject(project) {
    const isProduct = isBeyondExperiment(project);
    const seen = new Set<string>();
    const units = project.units.filter(
      ({ role, path }) => WORKING.has(role) && !(isShowcase(path) && isPackaged(project)),
    );
    for (const unit of units) {
      const declared = unit.needs && declarationsFor(unit.path, project);
      if (!unit.needs || !declared) continue;
      for (const [module, at] of Object.entries(unit.needs)) {
        const providers = providersOf(module);
        if (!isThirdParty(module, project) || isDeclared(providers, declared)) continue;
        const key = `${declared.manifests[0]?.path}:${module}`;
        if (seen.has(key)) continue;
        seen.add(key);
        const bringer = bringerOf(providers, declared.names);
        const isUnsure = mayBeBrought(providers[0]!, declared.names);
        yield {
          path: unit.path,
          source: at.source,
          at: { start: at.start, end: at.end },
          message: bringer !== undefined ? 'brought' : isUnsure ? 'unnamed' : 'missing',
          data: { module, distribution: providers[0]!, bringer: bringer ?? '' },
          severity: severityFor(unit, isProduct && bringer === undefined && !isUnsure),
          fixes: declaration(project, module, declared),
        };
      }
    }
  },
});

const WORKING: ReadonlySet<UnitSummary['role']> = new Set<UnitSummary['role']>([
  'training',
  'serving',
  'scoring',
]);

/** Named itself, or by a build of its own: `jax-cuda12`, `torch-nightly`. */
function isDeclared(providers: readonly string[], { names }: Declarations): boolean {
  return [...names].some((name) =>
    providers.some((provider) => name === provider || name.startsWith(`${provider}-`)),
  );
}

function severityFor({ path }: UnitSummary, isNeeded: boolean): Severity {
  if (!isNeeded) return 'hint';
  return path.endsWith('.ipynb') ? 'information' : 'warning';
}

/** The distribution at the end of the nearest requirements file, else at the start of pyproject.toml's list. */
function declaration(project: ProjectFacts, module: string, { manifests }: Declarations): FixReport[] {
  const distribution = providersOf(module)[0]!;
  const version = pinnedVersion(project, distribution);
  const entry = version === undefined ? distribution : `${distribution}==${version}`;
  const edit = requirementsEdit(manifests, entry) ?? pyprojectEdit(manifests, entry);
  if (!edit) return [];
  return [
    {
      title: `Add ${entry} to ${edit.path}`,
      applicability: hasChoice(module) ? 'suggestion' : 'safe',
      edits: [edit],
    },
  ];
}

function requirementsEdit(manifests: readonly ManifestFile[], entry: string) {
  const file =
    manifests.find(({ path }) => /(^|\/)requirements\.in$/.test(path)) ??
    manifests.find(({ path }) => /(^|\/)requirements\.txt$/.test(path));
  // What pip-compile or poetry wrote is made anew, not edited.
  if (!file || /--hash=|autogenerated by pip-compile|^# via /m.test(file.text)) return undefined;
  const { path, text } = file;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const newText = `${text === '' || text.endsWith('\n') ? '' : eol}${entry}${eol}`;
  return { path, start: text.length, end: text.length, newText };
}

function pyprojectEdit(manifests: readonly ManifestFile[], entry: string) {
  const file = manifests.find(({ path }) => /(^|\/)pyproject\.toml$/.test(path));
  const list = file && /^\[project\][^[]*?^dependencies\s*=\s*\[(\s*)(\]?)/m.exec(file.text);
  if (!file || !list) return undefined;
  const [whole, blanks, close] = list;
  const start = list.index + whole!.length - close!.length - blanks!.length;
  const newText =
    close === ']' ? `"${entry}"` : blanks!.includes('\n') ? `${blanks}"${entry}",` : `"${entry}", `;
  return { path: file.path, start, end: start, newText };
}

/** The version that another file of the project fixes. */
function pinnedVersion(project: ProjectFacts, distribution: string): string | undefined {
  for (const { path, text } of environmentFiles(project)) {
    if (manifestKind(path) === 'lock') continue;
    for (const match of text.matchAll(/(?:^|[\s"'])([A-Za-z][\w.-]*)\s*==\s*(\d[\w.]*)/gm))
      if (normalised(match[1]!) === distribution) return match[2]!;
  }
  return undefined;
}

/** What runs a project's steps: workflow engines, build tools, shell scripts, and where each of them was seen. */
import { ORCHESTRATORS } from '../../knowledge/operations';
import type { Location } from '../../source/unit';
import type { ManifestFile, ProjectFacts } from '../rule';
import { CI_FILE } from './stage';

export interface Orchestration {
  /** What it is called among people: `DVC`, `Airflow`, `Make`, `a shell script`. */
  readonly tool: string;
  /** The file that shows it; the first, in the order of paths. */
  readonly path: string;
  /** Where in that file, if it is Python. */
  readonly at?: Location;
  /** Python files and notebooks of the project that it starts by name, as far as its text says. */
  readonly runs: readonly string[];
}

/** Everything that runs steps of this project; each tool once per file that shows it. */
export function orchestrationsOf(project: ProjectFacts): readonly Orchestration[] {
  let found = known.get(project);
  if (!found) known.set(project, (found = [...fromImports(project), ...fromFiles(project)]));
  return found;
}

const known = new WeakMap<ProjectFacts, readonly Orchestration[]>();

/** Workflow engines by what Python files import. Tests of them run nothing. */
function* fromImports({ units }: ProjectFacts): Iterable<Orchestration> {
  for (const unit of units) {
    if (unit.role === 'test') continue;
    for (const { tool, module } of ORCHESTRATORS) {
      const top = module.split('.')[0]!;
      const at = unit.imports[top];
      const isMeant =
        top === module ||
        (unit.modules ?? []).some((name) => name === module || name.startsWith(module + '.'));
      if (at && isMeant) yield { tool, path: unit.path, at, runs: [] };
    }
  }
}

function* fromFiles(project: ProjectFacts): Iterable<Orchestration> {
  const { manifests, drivers, files, units } = project;
  for (const path of files) {
    if (nameOf(path) === 'dvc.yaml' && !drivers.some((driver) => driver.path === path))
      yield { tool: 'DVC', path, runs: [] };
  }
  for (const file of [...manifests, ...drivers]) {
    const tool = toolOf(file);
    if (!tool) continue;
    const runs = filesRunBy(file, files);
    const counts =
      tool.needs === 'continuous integration'
        ? runs.some((path) => units.some((unit) => unit.path === path && unit.role === 'training'))
        : runs.length >= tool.needs;
    if (counts) yield { tool: tool.name, path: file.path, runs };
  }
}

interface Tool {
  readonly name: string;
  /** How many Python files of the project it must start: a Makefile alone may build the documentation. */
  readonly needs: number | 'continuous integration';
}

/** What a file that is no Python is, by its name and, where that is not enough, its text. */
function toolOf({ path, text }: ManifestFile): Tool | undefined {
  const name = nameOf(path);
  if (name === 'dvc.yaml') return { name: 'DVC', needs: 0 };
  if (name === 'MLproject') return { name: 'MLflow Projects', needs: 0 };
  if (/^Snakefile$|\.smk$/.test(name)) return { name: 'Snakemake', needs: 0 };
  if (name === 'prefect.yaml') return { name: 'Prefect', needs: 0 };
  if (/^databricks\.ya?ml$/.test(name))
    return /^\s*jobs:/m.test(text) ? { name: 'Databricks', needs: 0 } : undefined;
  if (/^pipeline\.ya?ml$/.test(name))
    return /^tasks:[^]*^\s+-?\s*source:/m.test(text) ? { name: 'Ploomber', needs: 0 } : undefined;
  if (name === 'pyproject.toml')
    return /^\[tool\.kedro\]/m.test(text) ? { name: 'Kedro', needs: 0 } : undefined;
  if (/^(GNU)?makefile$|\.mk$/i.test(name)) return { name: 'Make', needs: 1 };
  if (name === 'justfile') return { name: 'just', needs: 1 };
  if (/^Taskfile\.ya?ml$/.test(name)) return { name: 'Task', needs: 1 };
  if (/\.cron$|^crontab$/.test(name)) return { name: 'cron', needs: 1 };
  // A script that starts one program is a launcher and knows no order.
  if (/\.(sh|bash)$/.test(name)) return { name: 'a shell script', needs: 2 };
  if (CI_FILE.test(path)) return { name: 'continuous integration', needs: 'continuous integration' };
  return undefined;
}

const RUNNER =
  /(^|[\s"'`;&|(@=/-])(python[\d.]*w?|ipython|papermill|nbconvert|jupyter|torchrun|accelerate|spark-submit|streamlit|\$[({]?\w*PYTHON\w*[)}]?|uv|poetry|pdm|pipenv|conda|rye|hatch)["']?,?\s/i;

/** The Python files and notebooks of the project that commands in a text start, each once, in order. */
export function filesRunBy({ path, text }: ManifestFile, files: readonly string[]): string[] {
  const found = new Set<string>();
  for (const line of text.replace(/\\\r?\n/g, ' ').split(/\r?\n/)) {
    const command = line.replace(/(^|\s)#.*$/, '');
    const runner = RUNNER.exec(command);
    if (!runner) continue;
    const rest = command.slice(runner.index);
    for (const [, module, file] of rest.matchAll(
      /\s-m\s+([A-Za-z_][\w.]*)|(?<![\w.*])((?:[\w.${}()-]+\/)*[\w.-]+\.(?:py|ipynb))(?!\w)/g,
    )) {
      const named = module === undefined ? file! : `${module.replaceAll('.', '/')}.py`;
      const meant = fileNamed(named, path, files);
      if (meant && !/(^|\/)(setup|manage|conftest)\.py$|(^|\/)tests?\//.test(meant)) found.add(meant);
    }
  }
  return [...found];
}

/** The file of the project that a command in a file means: from the root, from beside it, else the only one that ends so. */
function fileNamed(name: string, from: string, files: readonly string[]): string | undefined {
  const plain = name.replace(/^(?:(?:\.{1,2}|\$[\w{}()]+)\/)+/, '');
  const beside = from.slice(0, from.lastIndexOf('/') + 1) + plain;
  if (files.includes(beside)) return beside;
  if (files.includes(plain)) return plain;
  const ending = files.filter((file) => file.endsWith(`/${plain}`));
  return ending.length === 1 ? ending[0] : undefined;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

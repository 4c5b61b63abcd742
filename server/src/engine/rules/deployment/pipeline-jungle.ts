import type { FileUse, UnitSummary } from '../../semantics/summary';
import { isLibrary, isLibraryExample } from '../library';
import { dvcYaml } from '../project/dvcYaml';
import { orchestrationsOf } from '../project/orchestration';
import { defineProjectRule, type FixReport, type ProjectFacts } from '../rule';

export default defineProjectRule({
  name: 'pipeline-jungle',
  area: 'deployment',
  severity: 'hint',
  default: 'on',
  since: '0.1.0',
  fix: 'scaffold',
  docs: {
    summary: 'Scripts are chained by intermediate files and a hidden order.',
    why: `Nobody knows what must run again after a change, so stale files are trained on; the order lives in one person's head. A workflow that knows what each step reads and writes runs what is
out of date, and nothing else.`,
    bad: [
      `# clean.py
import pandas as pd

df = pd.read_csv("data/raw.csv")
df.dropna().to_parquet("data/clean.parquet")
`,
      `# features.py
import pandas as pd

df = pd.read_parquet("data/clean.parquet")
df.assign(ratio=df["a"] / df["b"]).to_parquet("data/features.parquet")
`,
      `# split.py
import pandas as pd

df = pd.read_parquet("data/features.parquet")
df.sample(frac=0.2, random_state=0).to_parquet("data/test.parquet")
`,
      `# report.py
import pandas as pd

print(pd.read_parquet("data/test.parquet").describe())
`,
    ],
    good: `# dvc.yaml
stages:
  clean:
    cmd: python clean.py
    deps:
      - clean.py
      - data/raw.csv
    outs:
      - data/clean.parquet
`,
    limits: [
      'Edges are files that one script writes and another reads, both by the same literal path: three of them, or one between scripts that are numbered (`01_clean.py`, `02_train.py`).',
      'Silent as soon as anything runs the steps: DVC, Make, Snakemake, MLflow projects, Airflow, Kubeflow, Prefect, Dagster, Kedro, Metaflow, ZenML and their like, a shell script, or a Python file that imports the steps.',
      'Notebooks, tests and examples of libraries are not counted.',
    ],
    references: [
      'Sculley et al. 2015, Hidden Technical Debt in Machine Learning Systems: pipeline jungles',
      'ml-ops.org: automation, https://ml-ops.org/content/mlops-principles#automation',
      'DVC: pipelines, https://dvc.org/doc/start/data-pipelines/data-pipelines',
    ],
  },
  messages: {
    chained:
      '{count} scripts are chained by files, such as `{path}` of `{writer}`, and nothing in the project runs them in their order.',
  },
  *checkProject(project) {
    if (isLibrary(project) || orchestrationsOf(project).length > 0) return;
    const edges = edgesOf(project);
    const isChain =
      edges.length >= 3 || edges.some(({ writer, reader }) => isNumbered(writer) && isNumbered(reader));
    const [first] = edges;
    if (!first || !isChain) return;
    const scripts = new Set(edges.flatMap(({ writer, reader }) => [writer, reader]));
    const fix = scaffold(project, scripts);
    yield {
      path: first.reader.path,
      source: first.read.at.source,
      at: { start: first.read.at.start, end: first.read.at.end },
      message: 'chained',
      data: { count: scripts.size, path: first.read.path, writer: first.writer.path },
      fixes: fix ? [fix] : [],
    };
  },
});

interface Edge {
  readonly writer: UnitSummary;
  readonly reader: UnitSummary;
  readonly read: FileUse;
}

/** Files that one script writes and another one reads, each once for each reader, in the order of paths. */
function edgesOf(project: ProjectFacts): Edge[] {
  const scripts = project.units.filter(
    ({ path, role }) => path.endsWith('.py') && role !== 'test' && !isLibraryExample(path, project),
  );
  const edges: Edge[] = [];
  for (const reader of scripts)
    for (const read of reader.reads ?? []) {
      // What a script writes itself is its own business.
      if (reader.writes?.some(({ path }) => plain(path) === plain(read.path))) continue;
      const writers = scripts.filter((each) =>
        each.writes?.some(({ path }) => plain(path) === plain(read.path)),
      );
      const [writer] = writers;
      if (writer && writers.length === 1 && isNear(writer, reader) && !isDriven(project, writer, reader))
        edges.push({ writer, reader, read });
    }
  return edges;
}

function plain(path: string): string {
  return path.replace(/^(\.\/)+/, '').replaceAll('\\', '/');
}

/** Scripts of one piece of work: `data.csv` of one exercise is not that of another. */
function isNear(a: UnitSummary, b: UnitSummary): boolean {
  const [one, other] = [folderOf(a.path), folderOf(b.path)];
  return one === other || parentOf(one) === parentOf(other) || one.startsWith(other) || other.startsWith(one);
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function parentOf(folder: string): string {
  return folder.replace(/[^/]+\/$/, '');
}

/** One imports the other, or something imports both: then Python runs them in order. */
function isDriven({ units }: ProjectFacts, writer: UnitSummary, reader: UnitSummary): boolean {
  const imports = (unit: UnitSummary, { path }: UnitSummary): boolean => {
    const name = path.slice(path.lastIndexOf('/') + 1, -'.py'.length);
    return (unit.modules ?? []).some((module) => module.split('.').includes(name));
  };
  if (imports(writer, reader) || imports(reader, writer)) return true;
  return units.some((unit) => unit.role !== 'test' && imports(unit, writer) && imports(unit, reader));
}

/** `01_clean.py`, `step2_train.py`, `3-report.py` */
function isNumbered({ path }: UnitSummary): boolean {
  return /(^|\/)(step_?|stage_?|part_?|s)?\d{1,2}[_-][^/]*\.py$/i.test(path);
}

/** A stage for each script, those that write before those that read. */
function scaffold(project: ProjectFacts, scripts: ReadonlySet<UnitSummary>): FixReport | undefined {
  const ordered = inOrder([...scripts]);
  if (!ordered || project.files.includes('dvc.yaml')) return undefined;
  const outs = ordered.flatMap(({ writes = [] }) => writes.map(({ path }) => plain(path)));
  const isOutside = (path: string): boolean => /^([A-Za-z]:)?[/~]|^\.\.\/|[*{}$%]/.test(path);
  const paths = ordered.flatMap(({ reads = [], writes = [], path }) => [
    path,
    ...[...reads, ...writes].map((use) => use.path),
  ]);
  // DVC takes an output from one stage only, and none that is outside of the project.
  if (new Set(outs).size !== outs.length || paths.some((path) => isOutside(path) || /["'\s]/.test(path)))
    return undefined;
  const newText = dvcYaml(
    ordered.map(({ path, reads = [], writes = [] }) => {
      const own = new Set(writes.map((use) => plain(use.path)));
      return {
        script: path,
        deps: reads.map((use) => plain(use.path)).filter((each) => !own.has(each)),
        outs: [...own],
      };
    }),
  );
  return {
    title: 'Create dvc.yaml with a stage for each script',
    applicability: 'scaffold',
    edits: [{ path: 'dvc.yaml', start: 0, end: 0, newText }],
  };
}

/** Scripts in the order in which they must run; undefined if they go in a circle. */
function inOrder(scripts: readonly UnitSummary[]): UnitSummary[] | undefined {
  const open = [...scripts].sort((a, b) => (a.path < b.path ? -1 : 1));
  const done: UnitSummary[] = [];
  const waitsFor = (unit: UnitSummary): boolean =>
    open.some(
      (other) =>
        other !== unit &&
        other.writes?.some((write) => unit.reads?.some((read) => plain(read.path) === plain(write.path))),
    );
  while (open.length > 0) {
    const next = open.findIndex((unit) => !waitsFor(unit));
    if (next < 0) return undefined;
    done.push(...open.splice(next, 1));
  }
  return done;
}

/** Writes a dvc.yaml: stages that run scripts, with what they read and write. */
import { yamlText } from './yaml';

export interface Stage {
  /** Path of the Python script, from the project's folder. */
  readonly script: string;
  /** Data files that it reads, and files that it writes. */
  readonly deps: readonly string[];
  readonly outs: readonly string[];
}

/** The text of a dvc.yaml with these stages, in this order. */
export function dvcYaml(stages: readonly Stage[]): string {
  const head =
    stages.length === 1
      ? '# After "dvc init", "dvc repro" runs the stage and records the hashes of the data in dvc.lock.\n'
      : '# After "dvc init", "dvc repro" runs what is out of date, in order, and records the hashes of the data in dvc.lock.\n';
  const names = new Set<string>();
  return `${head}stages:\n${stages.map((stage) => stageText(stage, names)).join('')}`;
}

function stageText({ script, deps, outs }: Stage, names: Set<string>): string {
  const base = script.replace(/^.*\//, '').replace(/\.py$/, '').replace(/\W+/g, '-');
  let name = base;
  for (let number = 2; names.has(name); number++) name = `${base}-${number}`;
  names.add(name);
  return `  ${name}:
    cmd: python ${script}
    deps:
${list([script, ...deps])}${outs.length > 0 ? `    outs:\n${list(outs)}` : ''}`;
}

function list(paths: readonly string[]): string {
  return [...new Set(paths.map((path) => path.replace(/^\.\//, '')))]
    .map((path) => `      - ${yamlText(path)}\n`)
    .join('');
}

/** `--fix`, `--fix-suggestions` and `--diff`: which files are fixed, and what is written or shown. */
import { createTwoFilesPatch } from 'diff';
import type { FileJob } from '../project/analyst';
import type { AuditResult } from '../project/audit';
import type { ConfigurationStore } from '../project/configurationStore';
import type { Executor } from '../project/executor';
import type { FixScope } from '../project/fixes';
import type { WritableHost } from '../project/host';
import { dirname } from '../project/paths';
import { rootLookup } from '../project/projects';
import { counted, shownPath } from '../report/reportData';

export interface FixedFile {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  readonly bytes: Uint8Array;
}

export interface FixRun {
  readonly files: readonly FixedFile[];
  /** Number of fixes, by rule. */
  readonly applied: ReadonlyMap<string, number>;
  readonly problems: readonly { readonly path: string; readonly message: string }[];
}

/** Computes the fixed content of every file that has a finding with a fix in scope. Writes nothing. */
export async function computeFixes(
  executor: Executor,
  configuration: ConfigurationStore,
  result: AuditResult,
  scope: FixScope,
): Promise<FixRun> {
  const wanted = scope === 'safe' ? ['safe'] : ['safe', 'suggestion'];
  const paths = new Set<string>();
  for (const { path, fixes } of result.findings) {
    if (fixes.some(({ applicability }) => wanted.includes(applicability))) paths.add(path);
  }
  const rootOf = rootLookup(result.projects.map(({ root }) => root));
  const files: FixedFile[] = [];
  const applied = new Map<string, number>();
  const problems: { path: string; message: string }[] = [];
  for (const path of result.files.map((file) => file.path).filter((path) => paths.has(path))) {
    const { settings, minSeverity, maxFileSize } = await configuration.effective(path);
    const job: FileJob = {
      path,
      root: rootOf(path) ?? dirname(path),
      settings,
      minSeverity,
      maxFileSize,
    };
    const { outcome, message } = await executor.fix({ ...job, scope });
    if (message !== undefined) problems.push({ path, message: `not fixed: ${message}` });
    if (!outcome?.content) continue;
    files.push({ path, ...outcome.content });
    for (const [rule, count] of Object.entries(outcome.applied))
      applied.set(rule, (applied.get(rule) ?? 0) + count);
  }
  return { files, applied, problems };
}

/** Writes the fixed files; what could not be written is a problem. */
export async function writeFixes(host: WritableHost, run: FixRun): Promise<FixRun['problems']> {
  const problems = [...run.problems];
  for (const { path, bytes } of run.files) {
    const written = await host.writeFile(path, bytes);
    if (!written.ok) problems.push({ path, message: `not fixed: ${written.error.message}` });
  }
  return problems;
}

/** A unified diff that `git apply` and `patch -p1` take. */
export function unifiedDiff(run: FixRun, base: string): string {
  return run.files
    .map(({ path, before, after }) => {
      const name = shownPath({ base }, path);
      const patch = createTwoFilesPatch(`a/${name}`, `b/${name}`, before, after, undefined, undefined, {
        context: 3,
      });
      return patch.replace(/^=+\n/, '');
    })
    .join('');
}

/** "Fixed 3 findings in 2 files: rule-a ×2, rule-b." */
export function describeFixes(run: FixRun): string {
  const total = [...run.applied.values()].reduce((sum, count) => sum + count, 0);
  if (total === 0) return 'Nothing to fix.';
  const rules = [...run.applied].map(([rule, count]) => (count === 1 ? rule : `${rule} ×${count}`));
  return `Fixed ${counted(total, 'finding')} in ${counted(run.files.length, 'file')}: ${rules.join(', ')}.`;
}

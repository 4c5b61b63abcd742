/** The command line from arguments to exit status. */
import type { AuditResult } from '../project/audit';
import { audit } from '../project/audit';
import type { Layer } from '../project/configuration';
import { createConfigurationStore, type ConfigurationStore } from '../project/configurationStore';
import { inThread, type Executor } from '../project/executor';
import type { Host } from '../project/host';
import { isInside } from '../project/paths';
import {
  baselineText,
  readBaseline,
  withoutKnown,
  type Baseline,
  type ReadBaseline,
} from '../report/baseline';
import { htmlReport } from '../report/html/page';
import { renderReport } from '../report/render';
import { counted, shownPath, type ReportData } from '../report/reportData';
import { coloured, plain, type Style } from '../report/style';
import { parseArguments, type CliOptions } from './arguments';
import { EXIT, type Environment } from './environment';
import { computeFixes, describeFixes, unifiedDiff, writeFixes } from './fixing';
import { HELP } from './help';
import { explain, listRules, showConfiguration } from './information';
import { Pool } from './pool';
import { createProgress, type Terminal } from './progress';
import { statistics } from './statistics';
import { withStdin } from './stdinHost';

/** Runs the command line; returns the exit status. Throws only for faults of ours. */
export async function main(environment: Environment): Promise<number> {
  const { rules, stdout, stderr } = environment;
  const parsed = parseArguments(environment.argv, rules);
  if (!parsed.ok) {
    stderr.write(`mlops-audit: ${parsed.message}\nTry \`mlops-audit --help\`.\n`);
    return EXIT.trouble;
  }
  const { options } = parsed;
  if (options.help) return print(stdout, HELP);
  if (options.version) return print(stdout, `${environment.version}\n`);
  if (options.listRules) return print(stdout, listRules(rules));
  if (options.explain !== undefined) {
    const answer = explain(rules, options.explain);
    if (answer.ok) return print(stdout, answer.text);
    stderr.write(`mlops-audit: ${answer.message}\n`);
    return EXIT.trouble;
  }
  if (options.showConfig) {
    const configuration = createStore(environment, options, environment.host);
    const path = environment.resolvePath(options.stdinFilename ?? options.paths[0] ?? '.');
    return print(stdout, await showConfiguration(environment.host, configuration, path));
  }
  return options.stdinFilename === undefined
    ? auditPaths(environment, options)
    : auditStdin(environment, options);
}

function print(terminal: Terminal, text: string): number {
  terminal.write(text);
  return EXIT.clean;
}

async function auditPaths(environment: Environment, options: CliOptions): Promise<number> {
  const { host, cores } = environment;
  const pool = new Pool({
    script: environment.workerScript,
    jobs: options.jobs ?? cores,
    isExact: options.jobs !== undefined,
    createAnalyst: () => environment.createAnalyst(host),
  });
  try {
    return await runAudit(environment, options, host, pool);
  } finally {
    await pool.close();
  }
}

async function auditStdin(environment: Environment, options: CliOptions): Promise<number> {
  const path = environment.resolvePath(options.stdinFilename!);
  const bytes = await environment.readStdin();
  const host = withStdin(environment.host, path, bytes);
  const executor = inThread(await environment.createAnalyst(host));
  if (options.fix === 'none' || options.diff) return runAudit(environment, options, host, executor, path);
  // A filter: the text comes out again, fixed or as it was.
  const run = { ...auditOptions(environment, options, host), paths: [path], withProject: false };
  const result = await audit(host, executor, run);
  const fixes = await computeFixes(executor, run.configuration, result, options.fix);
  environment.stdout.write(fixes.files[0]?.bytes ?? bytes);
  for (const problem of fixes.problems) environment.stderr.write(`mlops-audit: ${problem.message}\n`);
  return result.badConfiguration ? EXIT.trouble : EXIT.clean;
}

/** Audits, fixes if asked to, and reports. `stdinPath`: audit only the text on standard input. */
async function runAudit(
  environment: Environment,
  options: CliOptions,
  host: Host,
  executor: Executor,
  stdinPath?: string,
): Promise<number> {
  const { stderr } = environment;
  const base = environment.resolvePath('.');
  const baseline = await openBaseline(environment, options);
  if (baseline === 'bad') return EXIT.trouble;
  const changes =
    options.changedSince === undefined
      ? undefined
      : await environment.changedSince(options.changedSince, base);
  if (changes && !changes.ok) {
    stderr.write(`mlops-audit: --changed-since: ${changes.message}\n`);
    return EXIT.trouble;
  }
  const progress = createProgress(stderr, environment.now);
  const paths = options.paths.length > 0 ? options.paths.map(environment.resolvePath) : [base];
  const run = {
    ...auditOptions(environment, options, host),
    only: changes && ((path: string) => changes.paths.has(path)),
    paths: stdinPath === undefined ? paths : [stdinPath],
    withProject: stdinPath === undefined,
    onProgress: progress.update,
  };
  let result = await audit(host, executor, run);
  progress.clear();
  for (const { path, message } of result.missing)
    stderr.write(`mlops-audit: ${shownPath({ base }, path)}: ${message}\n`);
  if (result.missing.length > 0 && result.files.length === 0) return EXIT.trouble;

  if (options.fix !== 'none') {
    const fixes = await computeFixes(executor, run.configuration, result, options.fix);
    if (options.diff) {
      const problems = fixes.problems.map(
        ({ path, message }) => `mlops-audit: ${shownPath({ base }, path)}: ${message}\n`,
      );
      stderr.write(problems.join(''));
      const written = await deliver(environment, options, unifiedDiff(fixes, base));
      if (!written) return EXIT.trouble;
      return exitStatus(options, result, fixes.files.length > 0);
    }
    const problems = await writeFixes(environment.host, fixes);
    if (fixes.files.length > 0)
      result = await audit(host, executor, {
        ...run,
        configuration: createStore(environment, options, host),
      });
    progress.clear();
    result = { ...result, summary: { ...result.summary, errors: [...result.summary.errors, ...problems] } };
    if (!options.quiet) stderr.write(`${describeFixes(fixes)}\n`);
  }

  if (options.writeBaseline !== undefined) {
    const path = environment.resolvePath(options.writeBaseline);
    if (!(await writeReport(environment, options.writeBaseline, baselineText(path, result.findings))))
      return EXIT.trouble;
    stderr.write(`Baseline: ${counted(result.findings.length, 'finding')} in ${options.writeBaseline}\n`);
  }
  const covers = (path: string): boolean =>
    (run.only?.(path) ?? true) && run.paths.some((asked) => asked === path || isInside(asked, path));
  const compared = baseline && withoutKnown(result, baseline, covers);
  if (compared) result = compared.result;
  const data: ReportData = {
    result,
    base,
    rules: environment.rules,
    version: environment.version,
    trend: compared?.trend,
  };
  const style = options.output === undefined ? styleOf(environment, environment.stdout) : plain;
  const report = renderReport(options.format, data, { style, quiet: options.quiet });
  if (!(await deliver(environment, options, report))) return EXIT.trouble;
  if (options.report !== undefined) {
    if (!(await writeReport(environment, options.report, htmlReport(data)))) return EXIT.trouble;
    if (!options.quiet) stderr.write(`Report: ${options.report}\n`);
  }
  if (options.format !== 'text' || options.quiet) tellProblems(environment, result, base);
  if (options.stats) stderr.write(statistics(result, base, environment.peakMemory()));
  return exitStatus(options, result, result.findings.length > 0);
}

/** The baseline of `--baseline`; 'bad' if it can't be used, which the user has then been told. */
async function openBaseline(
  { host, stderr, resolvePath }: Environment,
  options: CliOptions,
): Promise<Baseline | 'bad' | undefined> {
  if (options.baseline === undefined) return undefined;
  const path = resolvePath(options.baseline);
  const file = await host.readFile(path);
  const read: ReadBaseline = file.ok
    ? readBaseline(path, new TextDecoder().decode(file.value))
    : { ok: false, message: file.error.message };
  if (read.ok) return read.baseline;
  stderr.write(`mlops-audit: --baseline ${options.baseline}: ${read.message}\n`);
  return 'bad';
}

function auditOptions(environment: Environment, options: CliOptions, host: Host) {
  return {
    configuration: createStore(environment, options, host),
    rules: environment.rules,
    forReport: options.format === 'html' || options.format === 'markdown' || options.report !== undefined,
    now: environment.now,
  };
}

function createStore(environment: Environment, options: CliOptions, host: Host): ConfigurationStore {
  const layers: Layer[] = [];
  if (options.select) layers.push({ origin: '--select', select: options.select });
  if (options.ignore) layers.push({ origin: '--ignore', ignore: options.ignore });
  const only =
    options.config === undefined
      ? undefined
      : { path: environment.resolvePath(options.config), folder: environment.resolvePath('.') };
  return createConfigurationStore(host, environment.rules, {
    layers,
    only,
    minSeverity: options.minSeverity,
  });
}

/** To the file of `--output`, or to standard output. False if that failed, which the user has then been told. */
async function deliver(environment: Environment, options: CliOptions, text: string): Promise<boolean> {
  if (options.output !== undefined) return writeReport(environment, options.output, text);
  environment.stdout.write(text);
  return true;
}

async function writeReport(environment: Environment, path: string, text: string): Promise<boolean> {
  const written = await environment.host.writeFile(
    environment.resolvePath(path),
    new TextEncoder().encode(text),
  );
  if (!written.ok)
    environment.stderr.write(`mlops-audit: ${path} can't be written: ${written.error.message}\n`);
  return written.ok;
}

/** Where the report doesn't show them to a person, problems go to standard error. */
function tellProblems(environment: Environment, result: AuditResult, base: string): void {
  for (const { path, message } of result.summary.errors) {
    environment.stderr.write(`mlops-audit: ${shownPath({ base }, path)}: ${message}\n`);
  }
}

function exitStatus(options: CliOptions, result: AuditResult, isFound: boolean): number {
  if (result.badConfiguration || result.crashed || result.missing.length > 0) return EXIT.trouble;
  return isFound && !options.exitZero && options.writeBaseline === undefined ? EXIT.findings : EXIT.clean;
}

/** Colours for a terminal; `NO_COLOR` and `FORCE_COLOR` are honoured. */
function styleOf({ variables }: Environment, terminal: Terminal): Style {
  if (variables.NO_COLOR) return plain;
  if (variables.FORCE_COLOR && variables.FORCE_COLOR !== '0') return coloured;
  return terminal.isTTY && variables.TERM !== 'dumb' ? coloured : plain;
}

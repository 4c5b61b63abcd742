/**
 * Python for running fixed programs: a virtual environment under .cache/python with what pip can get of requirements.txt, and
 * Debian's own Python with what pip lacks.
 *
 *   node test/fixes/environment.mjs            makes it (once), and says what is run and what is only checked
 *   node test/fixes/environment.mjs --again    makes it anew
 *
 * MLOPS_TEST_PYTHON=/path/to/python uses that interpreter as it is; MLOPS_TEST_PYTHON=none runs no program at all.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const HOME = fileURLToPath(new URL('../../.cache/python/', import.meta.url));
const VENV = join(HOME, 'venv');
const RECORD = join(HOME, 'environment.json');
const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url));
const VENV_PYTHON =
  process.platform === 'win32' ? join(VENV, 'Scripts', 'python.exe') : join(VENV, 'bin', 'python');
const SYSTEM_PYTHON = '/usr/bin/python3';

const MINUTE = 60_000;

/**
 * Modules that programs import, the distribution that holds each, and Debian's package for what pip may lack. No version of the
 * `unproven` ones is known to fit those of requirements.txt: they are installed if they leave these alone, and used if they load.
 */
const MODULES = [
  { module: 'numpy', distribution: 'numpy', debian: 'python3-numpy' },
  { module: 'pandas', distribution: 'pandas', debian: 'python3-pandas' },
  { module: 'sklearn', distribution: 'scikit-learn', debian: 'python3-sklearn' },
  { module: 'joblib', distribution: 'joblib', debian: 'python3-joblib' },
  {
    module: 'imblearn',
    distribution: 'imbalanced-learn',
    debian: 'python3-imblearn',
    unproven: 'imbalanced-learn>=0.14',
  },
  { module: 'lightgbm', distribution: 'lightgbm' },
  { module: 'xgboost', distribution: 'xgboost', debian: 'python3-xgboost' },
  { module: 'torch', distribution: 'torch' },
  { module: 'keras', distribution: 'keras' },
  { module: 'shap', distribution: 'shap' },
  { module: 'mlflow', distribution: 'mlflow', unproven: 'mlflow>=3' },
  { module: 'fastapi', distribution: 'fastapi' },
  { module: 'httpx', distribution: 'httpx' },
  { module: 'flask', distribution: 'flask' },
  { module: 'matplotlib', distribution: 'matplotlib' },
  { module: 'yaml', distribution: 'pyyaml' },
  { module: 'pytest', distribution: 'pytest' },
  { module: 'transformers', distribution: 'transformers' },
  { module: 'nbconvert', distribution: 'nbconvert' },
  { module: 'ipykernel', distribution: 'ipykernel' },
];

/** Says which of the modules can be found, with the versions of their distributions; the unproven ones must load, too. */
const PROBE = `
import importlib, importlib.util, json, sys, warnings
from importlib.metadata import PackageNotFoundError, packages_distributions, version

warnings.simplefilter("ignore")
owners = packages_distributions()
found = {}
for name, unproven in json.loads(sys.argv[1]):
    if importlib.util.find_spec(name) is None:
        continue
    try:
        if unproven:
            importlib.import_module(name)
        found[name] = version((owners.get(name) or [name])[0])
    except PackageNotFoundError:
        found[name] = ""
    except Exception:
        pass
print(json.dumps({"version": sys.version.split()[0], "modules": found}))
`;

let environment;

/**
 * The environment, made at the first call if it is not there yet (that takes minutes and downloads much).
 * @param {{ again?: boolean, log?: (line: string) => void }} [options]
 * @returns {Promise<import('./environment.d.mts').PythonEnvironment>}
 */
export function pythonEnvironment(options = {}) {
  return (environment ??= prepare(options));
}

async function prepare({ again = false, log = () => {} }) {
  const chosen = process.env.MLOPS_TEST_PYTHON;
  if (chosen === 'none') return describeEnvironment([]);
  if (chosen) return describeEnvironment(await probeAll([chosen]));
  await mkdir(HOME, { recursive: true });
  const release = await lock(join(HOME, 'lock'));
  try {
    const wanted = await fingerprint();
    if (again || (await readFile(RECORD, 'utf8').catch(() => '')) !== wanted) {
      await install(log);
      await writeFile(RECORD, wanted);
    }
  } finally {
    await release();
  }
  return describeEnvironment(await probeAll([VENV_PYTHON, SYSTEM_PYTHON]));
}

/** Changes when the environment has to be made anew. */
async function fingerprint() {
  const text = (await readFile(REQUIREMENTS, 'utf8')) + JSON.stringify(MODULES);
  const base = await basePython();
  return JSON.stringify({ base, requirements: createHash('sha256').update(text).digest('hex') });
}

async function install(log) {
  await rm(VENV, { recursive: true, force: true });
  const base = await basePython();
  const made = base && (await run(base, ['-m', 'venv', VENV], 2 * MINUTE));
  if (made?.ok) await installWithPip(log);
  else
    log(
      base
        ? `No virtual environment can be made with ${base}: ${lastLine(made.stderr)}`
        : 'There is no Python here.',
    );
  const { modules = {} } = (await probe(VENV_PYTHON)) ?? {};
  const missing = MODULES.filter(({ module, debian }) => debian && modules[module] === undefined);
  if (missing.length > 0) await installFromDebian(log);
}

async function installWithPip(log) {
  const pip = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--only-binary',
    ':all:',
    '--retries',
    '1',
  ];
  log('Installing what fixed programs import (once; this takes minutes) …');
  const together = await run(VENV_PYTHON, [...pip, '-r', REQUIREMENTS], 30 * MINUTE);
  const text = together.ok ? '' : await readFile(REQUIREMENTS, 'utf8');
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const unproven = MODULES.flatMap((each) => each.unproven ?? []);
  for (const requirement of [...lines, ...unproven]) {
    // No line may change the version of another.
    const alone = await run(VENV_PYTHON, [...pip, '--constraint', REQUIREMENTS, requirement], 15 * MINUTE);
    if (!alone.ok) log(`  ${requirement}: not to be had (${lastLine(alone.stderr)})`);
  }
}

/** Debian's packages belong to Debian's Python: its scikit-learn comes with its imbalanced-learn. */
async function installFromDebian(log) {
  const found = (await probe(SYSTEM_PYTHON))?.modules ?? {};
  const packages = MODULES.filter(({ module, debian }) => debian && found[module] === undefined);
  if (packages.length === 0 || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  const names = packages.map(({ debian }) => debian);
  log(`Installing ${names.join(', ')} from Debian …`);
  const apt = ['install', '--yes', '--no-install-recommends', ...names];
  let result = await run('/usr/bin/apt-get', apt, 15 * MINUTE);
  if (!result.ok) {
    await run('/usr/bin/apt-get', ['update'], 5 * MINUTE);
    result = await run('/usr/bin/apt-get', apt, 15 * MINUTE);
  }
  if (!result.ok) log(`  not to be had (${lastLine(result.stderr)})`);
}

/** The newest Python of those that libraries ship binaries for, else any that is new enough. */
async function basePython() {
  for (const name of ['python3.11', 'python3.12', 'python3.13', 'python3', 'python', SYSTEM_PYTHON]) {
    const result = await run(
      name,
      ['-c', 'import sys; print(sys.executable if sys.version_info >= (3, 10) else "")'],
      MINUTE,
    );
    const path = result.stdout.trim();
    if (result.ok && path) return path;
  }
  return undefined;
}

async function probeAll(pythons) {
  const probes = await Promise.all(pythons.map(async (python) => ({ python, ...(await probe(python)) })));
  return probes.filter(({ modules }) => modules);
}

async function probe(python) {
  const result = await run(
    python,
    ['-c', PROBE, JSON.stringify(MODULES.map(({ module, unproven }) => [module, unproven !== undefined]))],
    MINUTE,
  );
  return result.ok ? JSON.parse(result.stdout) : undefined;
}

function describeEnvironment(interpreters) {
  const pythonsFor = (needed) =>
    interpreters.filter(({ modules }) => needed.every((name) => name in modules)).map(({ python }) => python);
  const pythonFor = (needed) => pythonsFor(needed)[0];
  return {
    python: interpreters[0]?.python ?? '',
    has: (module) => pythonFor([module]) !== undefined,
    pythonFor,
    pythonsFor,
    describe: () => describe(interpreters),
  };
}

function describe(interpreters) {
  const lines = [];
  const seen = new Set();
  for (const { python, version, modules } of interpreters) {
    const own = MODULES.filter(({ module }) => module in modules && !seen.has(module));
    for (const { module } of own) seen.add(module);
    if (own.length === 0) continue;
    const names = own.map(({ module, distribution }) => `${distribution} ${modules[module]}`.trim());
    lines.push(`Run with Python ${version} (${tilde(python)}): ${names.join(', ')}.`);
  }
  const rest = MODULES.filter(({ module }) => !seen.has(module)).map(({ distribution }) => distribution);
  if (rest.length > 0)
    lines.push(`Only checked for syntax and undefined names: programs with ${rest.join(', ')}.`);
  return lines.join('\n');
}

function tilde(path) {
  return path.startsWith(HOME) ? `.cache/python/${path.slice(HOME.length)}` : path.replace(homedir(), '~');
}

/** Never throws: a program that is not there counts as failed. */
function run(command, args, timeout) {
  return new Promise((resolve) => {
    execFile(command, args, { timeout, maxBuffer: 64 * 2 ** 20 }, (error, stdout, stderr) =>
      resolve({ ok: !error, stdout, stderr: stderr || (error?.message ?? '') }),
    );
  });
}

/** Test files may ask at once; only one installs. A lock that a killed process left behind is taken over after an hour. */
async function lock(folder) {
  for (;;) {
    try {
      await mkdir(folder);
      return () => rm(folder, { recursive: true, force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const age = Date.now() - ((await stat(folder).catch(() => undefined))?.mtimeMs ?? Date.now());
      if (age > 60 * MINUTE) await rm(folder, { recursive: true, force: true });
      else await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

function lastLine(text) {
  return text.trim().split('\n').at(-1) ?? '';
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { describe: report } = await pythonEnvironment({
    again: process.argv.includes('--again'),
    log: console.log,
  });
  console.log(report());
}

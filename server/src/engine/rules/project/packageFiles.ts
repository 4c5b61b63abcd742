/**
 * The distributions that files of packaging declare. Read generously: a word too many only makes a rule silent. Each reader gives
 * undefined where the list is made in a way that the text doesn't show.
 *
 * `hasRequirements`: a requirements file lies beside, which lists made from files are made of.
 */
import { requirement } from './manifests';

/** Sections of pyproject.toml in which quoted texts are requirements: PEP 621, PEP 735, uv, PDM, Hatch, Rye. */
const LISTS =
  /^(project|project\.optional-dependencies|dependency-groups|tool\.(uv|pdm|hatch|rye|flit|setuptools)(\..*)?)$/;
/** Sections whose keys are distributions: Poetry, pixi, Flit. */
const TABLES = /^tool\.(poetry|pixi|flit)\.(.*\.)?(dev-|test-|pypi-)?(dependencies|requires|requires-extra)$/;

/** PEP 621, Poetry with groups, PEP 735 groups, uv, PDM, Hatch, pixi. */
export function pyprojectNames(text: string, hasRequirements: boolean): string[] | undefined {
  const isDynamic = /^dynamic\s*=\s*\[[^\]]*["'](optional-)?dependencies["']/m.test(text);
  if (isDynamic && !hasRequirements) return undefined;
  const names: string[] = [];
  for (const { name, body } of sectionsOf(text)) {
    if (TABLES.test(name)) names.push(...keysOf(body));
    else if (LISTS.test(name)) names.push(...quotedNames(body));
    const entry = /^tool\.poetry\.(?:.*\.)?dependencies\.(.+)$/.exec(name)?.[1];
    if (entry !== undefined) names.push(entry.replace(/["']/g, ''));
  }
  return names;
}

/** `[packages]` and `[dev-packages]`. */
export function pipfileNames(text: string): string[] {
  return sectionsOf(text).flatMap(({ name, body }) => (/packages$/.test(name) ? keysOf(body) : []));
}

/** `install_requires` and extras. */
export function setupCfgNames(text: string, hasRequirements: boolean): string[] | undefined {
  if (/^\s*install_requires\s*=\s*file:/m.test(text) && !hasRequirements) return undefined;
  return text
    .split(/\r?\n/)
    .filter((line) => /^\s+[A-Za-z]/.test(line))
    .flatMap((line) => nameOf(line.trim()));
}

/** All texts in quotes; a list that is read from a file counts if that file is there. */
export function setupPyNames(text: string, hasRequirements: boolean): string[] | undefined {
  const isRead = /install_requires/.test(text) && /requirements|parse_req|open\(/.test(text);
  const isListed = /install_requires\s*=\s*\[\s*["'\]]/.test(text);
  if (isRead && !isListed && !hasRequirements) return undefined;
  return quotedNames(text);
}

function sectionsOf(text: string): { name: string; body: string }[] {
  const found: { name: string; lines: string[] }[] = [];
  for (const line of text.split(/\r?\n/)) {
    const name = /^\[{1,2}\s*([^\][]+?)\s*\]{1,2}\s*(#.*)?$/.exec(line)?.[1];
    if (name !== undefined) found.push({ name, lines: [] });
    else found.at(-1)?.lines.push(line.replace(/^\s*#.*$/, ''));
  }
  return found.map(({ name, lines }) => ({ name, body: lines.join('\n') }));
}

function keysOf(body: string): string[] {
  return [...body.matchAll(/^\s*["']?([A-Za-z0-9][\w.-]*)["']?\s*=/gm)].map((match) => match[1]!);
}

function quotedNames(body: string): string[] {
  return [...body.matchAll(/"([^"\n]+)"|'([^'\n]+)'/g)].flatMap((match) => nameOf(match[1] ?? match[2]!));
}

/** The name of a requirement, and its extras. */
function nameOf(entry: string): string[] {
  const name = requirement(entry)?.name;
  if (name === undefined) return [];
  const extras = /\[([\w,\s-]*)\]/.exec(entry)?.[1]?.split(',') ?? [];
  return [name, ...extras.map((extra) => extra.trim()).filter((extra) => extra !== '')];
}

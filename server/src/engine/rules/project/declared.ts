/** Which distributions a project's files declare for one of its files: those in the folders around it. */
import { normalised } from '../../knowledge/distributions';
import { environmentFiles } from '../environment';
import type { ManifestFile, ProjectFacts } from '../rule';
import {
  baseImagesIn,
  condaDependenciesIn,
  dockerInstallsIn,
  linesOf,
  manifestKind,
  requirement,
  requirementsIn,
} from './manifests';
import { pipfileNames, pyprojectNames, setupCfgNames, setupPyNames } from './packageFiles';

export interface Declarations {
  /** Normalised names. */
  readonly names: ReadonlySet<string>;
  /** The files that hold them, nearest first. */
  readonly manifests: readonly ManifestFile[];
}

/** Folders that hold the manifests of the folder around them. */
const HOLDERS =
  /(^|\/)(requirements|reqs|docker|\.docker|deploy|deployment|conda|envs?|environments?|\.?binder|\.devcontainer|build|ci|config|configs|scripts|install|setup|\.github)\/$/i;

/**
 * What is declared for a file. Undefined where nothing is, or where a part of it can't be read: a file that is missing, a
 * `setup.py` that computes its list, an image that brings packages of its own.
 */
export function declarationsFor(path: string, project: ProjectFacts): Declarations | undefined {
  const manifests = environmentFiles(project)
    .filter(
      (manifest) => manifestKind(manifest.path) !== 'runtime' && path.startsWith(ownerOf(manifest.path)),
    )
    .sort((a, b) => ownerOf(b.path).length - ownerOf(a.path).length || (a.path < b.path ? -1 : 1));
  const names = new Set<string>();
  let isDeclaring = false;
  for (const manifest of manifests) {
    if (manifestKind(manifest.path) === 'lock') continue;
    const found = namesIn(manifest, project);
    if (!found) return undefined;
    for (const name of found) names.add(normalised(name));
    if (manifestKind(manifest.path) !== 'docker' && found.length > 0) isDeclaring = true;
  }
  return isDeclaring ? { names, manifests } : undefined;
}

/** The folder whose files a manifest is for. */
function ownerOf(path: string): string {
  let folder = path.slice(0, path.lastIndexOf('/') + 1);
  for (let holder = HOLDERS.exec(folder); holder; holder = HOLDERS.exec(folder))
    folder = folder.slice(0, holder.index + holder[1]!.length);
  return folder;
}

/** Undefined if it can't be told what the file declares. */
function namesIn(manifest: ManifestFile, project: ProjectFacts): string[] | undefined {
  const { path, text } = manifest;
  if (text === '') return undefined;
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/^constraints/i.test(name) || name === 'MLproject') return [];
  switch (manifestKind(path)) {
    case 'requirements':
      return requirementNames(manifest, project);
    case 'conda':
      if (!includesAreKnown(manifest, project)) return undefined;
      return condaDependenciesIn(text).flatMap((entry) => withExtras(text, entry));
    case 'docker':
      return !/^\s*FROM\s.*\$/im.test(text) &&
        baseImagesIn(text).every(({ image }) => PLAIN_IMAGE.test(image))
        ? dockerInstallsIn(text).flatMap((entry) => withExtras(text, entry))
        : undefined;
  }
  const hasRequirements = project.manifests.some(
    (other) => manifestKind(other.path) === 'requirements' && ownerOf(other.path) === ownerOf(path),
  );
  if (/\.in$/.test(name)) return requirementNames(manifest, project);
  if (name === 'pyproject.toml') return pyprojectNames(text, hasRequirements);
  if (name === 'setup.cfg') return setupCfgNames(text, hasRequirements);
  if (name === 'setup.py') return setupPyNames(text, hasRequirements);
  return name === 'Pipfile' ? pipfileNames(text) : undefined;
}

/** Images that bring Python or a system, and no packages. */
const PLAIN_IMAGE = /^(\S+\/)?(python|cuda|debian|ubuntu|alpine|slim|uv|nginx|node|redis|postgres)(:|@|$)/;

/** The entries of a requirements file, with those of the files that it includes. */
function requirementNames(manifest: ManifestFile, project: ProjectFacts, depth = 0): string[] | undefined {
  const { path, text } = manifest;
  const names = requirementsIn(text).flatMap((entry) => withExtras(text, entry));
  for (const { line } of linesOf(text)) {
    const entry = line.replace(/(^|\s)#.*$/, '').trim();
    const included = /^(?:-r|--requirement)[\s=]*(\S+)/.exec(entry)?.[1];
    if (included !== undefined) {
      const target = resolved(path, included);
      const other = project.manifests.find((each) => each.path === target);
      const inner = other && depth < 5 ? requirementNames(other, project, depth + 1) : undefined;
      if (!inner) return undefined;
      names.push(...inner);
    } else if (/^(-e|--editable)?\s*(\.|\/)/.test(entry)) {
      // The project itself, or a local package: what it needs stands in its own files.
    } else if (/^(-e\s+|--editable\s+)?((git|hg|svn)\+|https?:|file:)/.test(entry)) {
      const name =
        /[#&]egg=([\w.-]+)/.exec(entry)?.[1] ??
        /\/([A-Za-z][\w.-]*?)(?:\.git)?(?:@[^/]*)?$/.exec(entry.replace(/[?#;].*$/, '').trim())?.[1] ??
        /\/([A-Za-z][A-Za-z0-9_.]*)-\d[^/]*$/.exec(entry)?.[1];
      if (name === undefined) return undefined;
      names.push(name.replace(/-\d.*$/, ''));
    }
  }
  return names;
}

/** The name of an entry, and its extras: `transformers[torch]` brings torch. */
function withExtras(
  text: string,
  { name, start, end }: { name: string; start: number; end: number },
): string[] {
  const extras = /\[([^\]]*)\]/.exec(text.slice(start, end))?.[1] ?? '';
  return [name, ...extras.split(',').map((extra) => extra.trim())].filter((each) => requirement(each));
}

/** True if the requirements that a conda environment includes are read themselves. */
function includesAreKnown({ path, text }: ManifestFile, { manifests }: ProjectFacts): boolean {
  const included = [...text.matchAll(/^\s*-\s+["']?(?:-r|--requirement)[\s=]*([^\s"']+)/gm)];
  return included.every((match) => {
    const target = resolved(path, match[1]!.replace(/^file:/, ''));
    return manifests.some((each) => each.path === target && ownerOf(each.path) === ownerOf(path));
  });
}

function resolved(from: string, included: string): string {
  const parts = from.split('/').slice(0, -1);
  for (const part of included.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

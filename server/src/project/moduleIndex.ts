/** The project's own Python modules: which file `import utils.data` or `from ..features import build` means. */
import { dirname, isInside } from './paths';

export class ModuleIndex {
  private readonly files: ReadonlySet<string>;
  /** First parts that a module name of this project can have; most imports end here. */
  private readonly names = new Set<string>();
  private readonly found = new Map<string, string | undefined>();

  /** `files`: the project's Python files, absolute. */
  constructor(
    readonly root: string,
    files: Iterable<string>,
  ) {
    this.files = new Set(files);
    for (const file of this.files) {
      for (const part of file.slice(root.length).split('/')) this.names.add(part.replace(/\.py$/, ''));
    }
  }

  /**
   * The file of a module, or undefined if it is none of the project's. `level` counts leading dots. An absolute name is
   * looked for as Python would find it from usual places: beside the importer, and from each folder above it up to the
   * project's root, with and without `src`.
   */
  find(module: string, level: number, importer: string): string | undefined {
    if (level === 0 && !this.names.has(module.split('.', 1)[0]!)) return undefined;
    const folder = dirname(importer);
    const key = `${level} ${module} ${folder}`;
    if (!this.found.has(key)) this.found.set(key, this.search(module.replaceAll('.', '/'), level, folder));
    const path = this.found.get(key);
    return path === importer ? undefined : path;
  }

  private search(path: string, level: number, start: string): string | undefined {
    let folder = start;
    if (level > 0) {
      for (let i = 1; i < level; i++) folder = dirname(folder);
      return this.fileAt(path === '' ? folder : `${folder}/${path}`);
    }
    for (; isInside(this.root, folder); folder = dirname(folder)) {
      const found = this.fileAt(`${folder}/${path}`) ?? this.fileAt(`${folder}/src/${path}`);
      if (found || dirname(folder) === folder) return found;
    }
    return undefined;
  }

  private fileAt(path: string): string | undefined {
    return [`${path}.py`, `${path}/__init__.py`].find((candidate) => this.files.has(candidate));
  }
}

export interface ImportedModule {
  readonly module: string;
  readonly level: number;
}

const IMPORT =
  /^[ \t]*(?:from[ \t]+(\.*)[ \t]*([\w.]*)[ \t]+import[ \t]+(\([^)]*\)|[^\n#;]*)|import[ \t]+([\w., \t]+))/gm;

/**
 * The modules that a text's import statements may mean, found without a parse: `from a import b` gives `a` and `a.b`. Text in
 * strings can add wrong ones; they cost a look into the index.
 */
export function scanImports(text: string): ImportedModule[] {
  const found: ImportedModule[] = [];
  for (const [, dots = '', module = '', names = '', plain] of text.matchAll(IMPORT)) {
    if (plain !== undefined) {
      for (const part of plain.split(',')) found.push({ module: firstWord(part), level: 0 });
      continue;
    }
    const level = dots.length;
    found.push({ module, level });
    for (const part of names.replace(/[()\\]|#[^\n]*/g, ' ').split(',')) {
      const name = firstWord(part);
      if (/^\w+$/.test(name)) found.push({ module: module ? `${module}.${name}` : name, level });
    }
  }
  return found.filter(({ module, level }) => module !== '' || level > 0);
}

function firstWord(text: string): string {
  return text.trim().split(/\s/)[0]!;
}

import { FIELD_LIBRARIES } from '../../knowledge/libraries';
import type { Magic } from '../../source/magics';
import type { Source } from '../../source/unit';
import { environmentFiles } from '../environment';
import { defineRule, type FixReport, type ProjectFacts, type Report } from '../rule';

export default defineRule({
  name: 'unpinned-notebook-install',
  area: 'notebook',
  severity: 'information',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: FIELD_LIBRARIES,
  docs: {
    summary: 'A notebook installs packages without versions.',
    why: `Tomorrow's run uses other libraries, and its results or its code may fail. \`!pip\` may even install into another environment than the kernel's: it is whatever \`pip\` the shell finds
first; \`%pip\` is always the kernel's own.`,
    bad: ['%pip install pandas scikit-learn', 'import pandas as pd'],
    good: ['%pip install pandas==3.0.6 scikit-learn==1.9.1', 'import pandas as pd'],
    limits: [
      'Pinned are `==`, `~=` and upper bounds, files with `-r`, local paths, and repositories at a commit or tag.',
      'A version is offered where the project pins the package; else `pip freeze` tells it.',
      '`!pip install` of pinned packages is a hint, with `%pip` as its fix.',
    ],
    references: [
      'Pimentel et al. 2019, A large-scale study about quality and reproducibility of Jupyter notebooks',
      'IPython: %pip, https://ipython.readthedocs.io/en/stable/interactive/magics.html#magic-pip',
    ],
  },
  messages: {
    unpinned: '{packages} will be installed in whatever version is newest on that day.',
    upgraded: '{packages} will be replaced by whatever is newest on that day.',
    shell: '`!pip` installs into the environment that the shell finds first, which may not be the kernel’s.',
  },
  *check({ unit, project }) {
    if (unit.kind !== 'notebook') return;
    for (const source of unit.sources) {
      for (const magic of source.magics) {
        const install = installOf(magic);
        const report = install && judge(source, magic, install, project);
        if (report) yield report;
      }
    }
  },
});

interface Install {
  readonly tool: string;
  readonly isShell: boolean;
  /** Requirements without a fixed version, as written. */
  readonly unpinned: readonly string[];
  readonly upgrades: boolean;
}

const TOOL = /^(pip3?|conda|mamba|micromamba|uv)$/;
/** Options of pip and conda that take a value. */
const WITH_VALUE =
  /^(-r|--requirement|-c|--constraint|-e|--editable|-i|--index-url|--extra-index-url|-f|--find-links|-t|--target|--channel|-n|--name|-p|--prefix|--platform|--python-version|--progress-bar|--root)$/;

/** `!pip install a b`, `%pip install a`, `!python -m pip install a`, `%conda install a`. */
function installOf({ kind, name, argument }: Magic): Install | undefined {
  const words = `${name} ${argument}`.trim().split(/\s+/);
  if (/^\S*python\S*$/.test(words[0]!) && words[1] === '-m') words.splice(0, 2);
  const tool = words.shift()!;
  if (!TOOL.test(tool)) return undefined;
  if (tool === 'uv' && words[0] === 'pip') words.shift();
  if (words.shift() !== 'install') return undefined;
  const end = words.findIndex((word) => /^([;&|>#]|2>)/.test(word));
  const rest = end < 0 ? words : words.slice(0, end);
  const unpinned: string[] = [];
  let upgrades = false;
  for (let i = 0; i < rest.length; i++) {
    const word = rest[i]!.replace(/^["']|["']$/g, '');
    if (WITH_VALUE.test(word) || (word === '-c' && tool !== 'pip')) i++;
    else if (/^-\w*U\w*$/.test(word) || word === '--upgrade') upgrades = true;
    else if (!word.startsWith('-') && word !== '\\' && !isPinned(word)) unpinned.push(word);
  }
  return { tool, isShell: kind === 'shell', unpinned, upgrades };
}

/** A version, a local path, a variable, or a repository at a commit or tag. */
function isPinned(requirement: string): boolean {
  if (/^(git|hg|svn|bzr)\+/.test(requirement))
    return /@[^/@]+(#.*)?$/.test(requirement.replace(/^\w+\+\w+:\/\/[^/]*/, ''));
  if (/^[./~$\{\\]|[/\\]|\.(whl|zip|tar\.gz)$/.test(requirement)) return true;
  return /[=~<]|\{/.test(requirement);
}

type Found = Report<'unpinned' | 'upgraded' | 'shell'>;

function judge(
  source: Source,
  magic: Magic,
  install: Install,
  project: ProjectFacts | undefined,
): Found | undefined {
  const at = { start: source.base + magic.start, end: source.base + endOfLine(source, magic) };
  // The installer itself is upgraded customarily.
  const unpinned = install.unpinned.filter((name) => !/^(pip|setuptools|wheel)$/i.test(name));
  if (unpinned.length > 0) {
    const shown = unpinned.slice(0, 3).map((name) => `\`${name}\``);
    const more = unpinned.length > shown.length ? [`${unpinned.length - shown.length} more`] : [];
    const fix = pin(source, magic, unpinned, project);
    return {
      at,
      message: install.upgrades ? 'upgraded' : 'unpinned',
      data: { packages: [...shown, ...more].join(', ') },
      severity: install.upgrades ? 'warning' : undefined,
      fixes: fix ? [fix] : [],
    };
  }
  if (!install.isShell || !/^pip3?$/.test(install.tool) || !/^pip3?$/.test(magic.name)) return undefined;
  return { at, message: 'shell', severity: 'hint', fixes: asMagic(source, magic) };
}

/** The end of the magic's text on its own line. */
function endOfLine({ text }: Source, { start, end }: Magic): number {
  const line = text.slice(start, end).split(/\r\n|\r|\n/, 1)[0]!;
  return start + line.trimEnd().length;
}

/** The versions that the project's manifests pin, for all of the packages. */
function pin(
  source: Source,
  magic: Magic,
  names: readonly string[],
  project: ProjectFacts | undefined,
): FixReport | undefined {
  const text = source.text.slice(magic.start, magic.end);
  const edits = names.map((name) => {
    const bare = name.replace(/[[>].*$/, '');
    const entry = new RegExp(
      `^\\s*["'-]*\\s*${bare.replace(/[.*+?^$()|[\]\\]/g, '\\$&')}\\s*==\\s*([\\w.]+)`,
      'im',
    );
    const version = environmentFiles(project)
      .map((manifest) => entry.exec(manifest.text)?.[1])
      .find(Boolean);
    const found = new RegExp(`(?<=[\\s"'])${name.replace(/[.*+?^$()|[\]\\]/g, '\\$&')}(?=["'\\s]|$)`).exec(
      text,
    );
    if (!version || !found || name !== bare) return undefined;
    const end = source.base + magic.start + found.index + name.length;
    return { start: end, end, newText: `==${version}` };
  });
  if (!edits.every((edit) => edit !== undefined)) return undefined;
  return { title: 'Install the versions that the project pins', applicability: 'suggestion', edits };
}

/** `!pip` becomes `%pip`, where the line holds nothing that only a shell understands. */
function asMagic(source: Source, magic: Magic): FixReport[] {
  const text = source.text.slice(magic.start, magic.end);
  const match = /^!\s*pip3?(?=\s)/.exec(text);
  if (!match || /[;&|>`$\\]/.test(text)) return [];
  const start = source.base + magic.start;
  return [
    {
      title: 'Use `%pip`, which installs into the kernel’s environment',
      applicability: 'safe',
      edits: [{ start, end: start + match[0].length, newText: '%pip' }],
    },
  ];
}

import { REMOVALS, type Removal } from '../../knowledge/removals';
import type { Severity } from '../../finding';
import type { Model } from '../../semantics/model';
import { constantOf } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { Node } from '../../syntax/ast';
import { walk } from '../../syntax/visit';
import { keywordOf } from '../../fix';
import { defineRule, type FixReport, type ProjectFacts } from '../rule';
import { ancestorsOf } from '../surroundings';
import { lowestVersion } from '../versions';
import { newForm } from './newForm';

export default defineRule({
  name: 'removed-api',
  area: 'reproducibility',
  severity: 'error',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['numpy', 'pandas', 'sklearn', 'torch', 'lightgbm', 'xgboost'],
  docs: {
    summary: 'The code calls a name or argument that the used library version no longer has.',
    why: `It fails, often after hours of training, or ties the project to an old environment: nobody can run the notebook of two years ago.`,
    bad: `import numpy as np
import pandas as pd

ages = pd.read_csv("ages.csv")["age"].astype(np.float)
print(ages.mean())
`,
    good: `import numpy as np
import pandas as pd

ages = pd.read_csv("ages.csv")["age"].astype(float)
print(np.sqrt(ages.mean()))
`,
    limits: [
      'An error where the project requires a version that lacks it, a warning where it says nothing (in notebooks information); silent where it allows a version that still has it.',
      'Methods of frames and series are judged only on values that certainly are some. Uses of one API in a file are one finding.',
      'Code under a check of the version, and in a `try` that has another way, is not flagged.',
    ],
    references: [
      'NumPy 2.0 migration guide, https://numpy.org/doc/stable/numpy_2_0_migration_guide.html',
      'pandas: what is new in 2.0 and 3.0, https://pandas.pydata.org/docs/whatsnew/index.html',
      'scikit-learn: release history, https://scikit-learn.org/stable/whats_new.html',
      'Also: Ruff NPY001, NPY201, TorchFix TOR001',
    ],
  },
  messages: {
    replaced: '`{api}` is gone since {library} {version}: use {instead}.',
    gone: '`{api}` is gone since {library} {version}.',
  },
  *check({ model, unit, project }) {
    if (model.role === 'test') return;
    for (const [removal, uses] of usesOf(model)) {
      const severity = severityOf(removal, project, unit.kind === 'notebook');
      const open = severity ? uses.filter(({ at }) => !isGuarded(model, at)) : [];
      const [first, ...others] = open;
      if (!first) continue;
      const fix = newForm(model, removal, open);
      yield {
        at: first.at,
        message: removal.instead === undefined ? 'gone' : 'replaced',
        data: {
          api: first.api,
          library: removal.distribution,
          version: removal.removed.join('.'),
          instead: quotedCode(removal.instead ?? ''),
        },
        severity,
        related: others.slice(0, 10).map(({ at }) => ({ at, note: 'Here too.' })),
        fixes: fix ? [fix] : ([] as FixReport[]),
        tags: ['deprecated'],
      };
    }
  },
});

/** One use: where it is shown, and the node that a fix changes. */
export interface Use {
  readonly at: Node;
  readonly node: Node;
  /** As it is written, for the message. */
  readonly api: string;
}

function quotedCode(instead: string): string {
  return /^[\w.()=", -]+$/.test(instead) && !/ (or|and|of|classes) |^a |^the /.test(instead)
    ? `\`${instead}\``
    : instead;
}

/** The version that the project requires decides; without one, age does. */
function severityOf(
  { distribution, removed }: Removal,
  project: ProjectFacts | undefined,
  isNotebook: boolean,
): Severity | undefined {
  const version = lowestVersion(project, distribution);
  if (!version) return isNotebook ? 'information' : 'warning';
  return version[0] > removed[0] || (version[0] === removed[0] && version[1] >= removed[1])
    ? 'error'
    : undefined;
}

function usesOf(model: Model): Map<Removal, Use[]> {
  const found = new Map<Removal, Use[]>();
  const add = (removal: Removal, use: Use): void => {
    const uses = found.get(removal);
    if (!uses) found.set(removal, [use]);
    else if (!uses.some(({ node }) => node === use.node)) uses.push(use);
  };
  names(model, add);
  imports(model, add);
  calls(model, add);
  return found;
}

type Add = (removal: Removal, use: Use) => void;

const APIS = new Map(
  REMOVALS.flatMap((each) => (each.target.kind === 'api' ? [[each.target.name, each] as const] : [])),
);
const API_NAMES = new Set([...APIS.keys()].map((name) => name.replace(/^.*\./, '')));
/** A cheap look: an attribute of one of the names. */
const API_TEXT = new RegExp(`\\.(${[...API_NAMES].join('|')})\\b`);

/** `np.float`, `from numpy import Inf` */
function names(model: Model, add: Add): void {
  for (const [index, { body }] of model.modules.entries()) {
    if (!API_TEXT.test(model.unit.sources[index]?.code ?? '')) continue;
    walk(body, (node) => {
      if (node.kind !== 'Attribute') return;
      const value = API_NAMES.has(node.attr) ? model.valueOf(node) : undefined;
      const removal = value?.kind === 'api' ? APIS.get(value.name) : undefined;
      if (removal) add(removal, { at: node, node, api: textOf(model.unit, node) });
    });
  }
}

const MODULES = REMOVALS.filter(({ target }) => target.kind === 'module');

/** `from sklearn.cross_validation import …`, `import sklearn.grid_search`, `from sklearn.externals import joblib` */
function imports(model: Model, add: Add): void {
  for (const { node } of model.imports) {
    const written =
      node.kind === 'Import'
        ? node.names.map(({ name }) => name)
        : [node.module, ...node.names.map(({ name }) => `${node.module}.${name}`)];
    for (const removal of MODULES) {
      const { name } = removal.target as { readonly name: string };
      if (written.some((each) => each === name || each.startsWith(`${name}.`)))
        add(removal, { at: node, node, api: name });
    }
  }
}

const METHODS = REMOVALS.filter(({ target }) => target.kind === 'method');
const KEYWORDS = REMOVALS.filter(({ target }) => target.kind === 'keyword');

function calls(model: Model, add: Add): void {
  for (const record of model.calls) {
    for (const removal of METHODS) {
      const { target } = removal;
      if (target.kind === 'method' && record.node.func.kind === 'Attribute' && target.name.test(record.name))
        add(removal, { at: record.node.func, node: record.node, api: `.${record.node.func.attr}()` });
    }
    if (record.args.keywords.size === 0) continue;
    for (const removal of KEYWORDS) {
      const { target } = removal;
      if (
        target.kind !== 'keyword' ||
        !record.args.keywords.has(target.keyword) ||
        !target.call.test(record.name)
      )
        continue;
      const given = keywordOf(record.node, target.keyword);
      const value = constantOf(record.args.keywords.get(target.keyword));
      if (!given || (target.value !== undefined && value !== target.value)) continue;
      const shown = target.value === undefined ? `${target.keyword}=` : textOf(model.unit, given);
      add(removal, { at: given, node: record.node, api: shown });
    }
  }
}

/** `try: … except ImportError: …`, `if sklearn.__version__ < …: …` */
function isGuarded(model: Model, at: Node): boolean {
  for (const around of ancestorsOf(model, at)) {
    if (around.kind === 'Try' && around.handlers.length > 0) return true;
    if (around.kind === 'If' && /version|hasattr/i.test(textOf(model.unit, around.test))) return true;
  }
  return false;
}

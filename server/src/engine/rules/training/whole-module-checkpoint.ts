import { composeEdits, insertAfter, replaceNode } from '../../fix';
import { familyOf } from '../../knowledge';
import type { Model } from '../../semantics/model';
import type { CallRecord } from '../../semantics/trace';
import { constantOf, isPlainReference, typeOf } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { Expr, Stmt } from '../../syntax/ast';
import { walk } from '../../syntax/visit';
import { defineRule, type Edit, type FixReport } from '../rule';
import { statementOf } from '../surroundings';

export default defineRule({
  name: 'whole-module-checkpoint',
  area: 'training',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['torch'],
  docs: {
    summary: 'The module object is pickled instead of its weights.',
    why: `The file is bound to the path of the class and to the layout of your files: moving either breaks it. Since torch 2.6 \`torch.load\` refuses it by default (measured: UnpicklingError), so
that readers switch to loading that runs code.`,
    bad: `import torch

torch.manual_seed(42)
model = torch.nn.Linear(20, 2)
torch.save(model, "model.pt")
`,
    good: `import torch

torch.manual_seed(42)
model = torch.nn.Linear(20, 2)
torch.save(model.state_dict(), "model.pt")
`,
    limits: [
      'Only values that are certainly modules, also inside a dictionary. TorchScript and `torch.export` files are not flagged.',
      'The fix also changes the load of the same file where the network is made by one call that can be repeated; where it is not, whoever reads the file has to make the network first.',
    ],
    references: [
      'PyTorch: saving and loading models, https://docs.pytorch.org/tutorials/beginner/saving_loading_models.html',
      'OWASP ML06 (AI supply chain), 2023 draft',
    ],
  },
  messages: {
    whole:
      '`{module}` is pickled as a whole: the file needs this class at this place, and torch 2.6 and newer refuse to load it.',
  },
  *check({ model, unit }) {
    if (model.role === 'test') return;
    for (const record of model.callsTo('torch.save')) {
      for (const part of savedParts(model, record)) {
        const fix = weightsInstead(model, record, part);
        yield { at: part, message: 'whole', data: { module: textOf(unit, part) }, fixes: fix ? [fix] : [] };
      }
    }
  },
});

/** The expressions in what is saved whose value is a module. */
function savedParts(model: Model, { node }: CallRecord): Expr[] {
  const given = node.args[0]?.value;
  const made = given && (given.kind === 'Name' ? model.valueOf(given)?.origin : given);
  const parts = made?.kind === 'Dict' ? made.entries.map(({ value }) => value) : given ? [given] : [];
  return parts.filter((part) => {
    const value = model.valueOf(part);
    return (
      value?.kind === 'object' && familyOf(typeOf(value)) === 'module' && !value.type.startsWith('torch.jit')
    );
  });
}

/** Saves the weights; a load of the same file in this program takes them into a new network. */
function weightsInstead(model: Model, save: CallRecord, part: Expr): FixReport | undefined {
  if (!isPlainReference(part)) return undefined;
  const loads = loadsOf(model, save);
  const saving = replaceNode(part, `${textOf(model.unit, part)}.state_dict()`);
  if (save.node.args[0]?.value !== part && loads.length > 0) return undefined;
  const loading = loads.map((load) => intoNetwork(model, load, part));
  if (!loading.every((edits) => edits !== undefined)) return undefined;
  const edits = composeEdits(saving, ...loading);
  return edits && { title: 'Save the weights: `state_dict()`', applicability: 'suggestion', edits };
}

function loadsOf(model: Model, save: CallRecord): readonly CallRecord[] {
  const path = pathText(model, save.node.args[1]?.value);
  if (path === undefined) return [];
  return model.callsTo('torch.load').filter(({ node }) => pathText(model, node.args[0]?.value) === path);
}

function pathText(model: Model, node: Expr | undefined): string | undefined {
  if (!node) return undefined;
  const constant = constantOf(model.valueOf(node));
  return typeof constant === 'string' ? constant : textOf(model.unit, node).replace(/\s+/g, '');
}

/** `net = torch.load(path)` becomes `net = Net(…)` and `net.load_state_dict(torch.load(path))`. */
function intoNetwork(model: Model, load: CallRecord, part: Expr): Edit[] | undefined {
  const { unit } = model;
  const statement = statementOf(model, load.node);
  const target = targetOf(statement, load.node);
  const value = model.valueOf(part);
  const record = value?.kind === 'object' ? value.record : undefined;
  if (!target || !record || record.unit !== unit || load.frame !== record.frame || !isRepeatable(record.node))
    return undefined;
  const path = textOf(unit, load.node.args[0]!);
  const rest = load.node.args.slice(1).filter(({ name }) => name !== 'weights_only');
  const given = [path, ...rest.map((each) => textOf(unit, each)), 'weights_only=True'].join(', ');
  return composeEdits(
    replaceNode(load.node, textOf(unit, record.node)),
    insertAfter(model, statement!, `${target}.load_state_dict(${textOf(unit, load.node.func)}(${given}))`),
  );
}

function targetOf(statement: Stmt | undefined, node: Expr): string | undefined {
  if (statement?.kind !== 'Assign' || statement.value !== node || statement.targets.length !== 1)
    return undefined;
  const [target] = statement.targets;
  return target?.kind === 'Name' ? target.id : undefined;
}

/** A call whose arguments are literals: it can stand at another place. */
function isRepeatable(made: Expr): boolean {
  if (made.kind !== 'Call') return false;
  let repeatable = true;
  walk(made.args, (node) => {
    if (node.kind === 'Name' || node.kind === 'Starred') repeatable = false;
  });
  return repeatable;
}

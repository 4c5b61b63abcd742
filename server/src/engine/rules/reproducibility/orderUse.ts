/** Where the order of a list decides something: which rows are samples, which label gets which number, which columns stand where. */
import { isWithin, type Context } from '../../semantics/frame';
import type { Model } from '../../semantics/model';
import { typeOf } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { ClassDef, ComprehensionExpr, Expr, For, FunctionDef, Name, Node } from '../../syntax/ast';
import { walk } from '../../syntax/visit';
import { ancestorsOf, enclosingNode, functionAround } from '../surroundings';

/** What the order decides, and the place where it does. */
export interface OrderUse {
  readonly decides: 'samples' | 'split' | 'numbers' | 'columns';
  readonly at: Node;
}

/** Calls that give their elements on in the order in which they come. */
const KEEPS_ORDER: ReadonlySet<string> = new Set(
  'list tuple iter reversed filter tqdm trange array asarray Series'.split(' '),
);
const PUTS_IN_ORDER = /sort/i;
const MAX_STEPS = 6;

/**
 * Follows an expression whose elements come in no defined order to where their order matters.
 * @returns undefined if it matters nowhere that is known, or if something puts them in order
 */
export function orderUse(model: Model, node: Expr, steps = 0): OrderUse | undefined {
  const [parent, grandparent] = ancestorsOf(model, node);
  if (!parent || steps > MAX_STEPS) return undefined;
  const climb = (to: Expr): OrderUse | undefined => orderUse(model, to, steps + 1);
  switch (parent.kind) {
    case 'Argument': {
      if (grandparent?.kind !== 'Call') return undefined;
      const name = calleeName(grandparent.func);
      if (name === 'enumerate') return numbered(model, grandparent);
      if (grandparent.args[0] === parent && KEEPS_ORDER.has(name)) return climb(grandparent);
      if (model.recordsOf(grandparent).some((record) => record.effect === 'split'))
        return { decides: 'split', at: grandparent };
      return undefined;
    }
    case 'BinOp':
      return parent.op === '+' ? climb(parent) : undefined;
    case 'Comprehension': {
      if (parent.iter !== node || grandparent?.kind !== 'ComprehensionExpr') return undefined;
      if (grandparent.form === 'set' || grandparent.form === 'dict') return undefined;
      return readsSamples(model, grandparent)
        ? unlessSorted(model, grandparent, { decides: 'samples', at: grandparent })
        : climb(grandparent);
    }
    case 'For':
      return parent.iter === node && gathersSamples(model, parent)
        ? unlessSorted(model, parent, { decides: 'samples', at: parent.iter })
        : undefined;
    case 'Subscript': {
      if (parent.index === node && typeOf(model.valueOf(parent.value)) === 'pandas.DataFrame')
        return { decides: 'columns', at: parent };
      return parent.value === node && parent.index.kind === 'Slice' && isPartName(grandparent)
        ? { decides: 'split', at: parent }
        : undefined;
    }
    case 'Assign': {
      const [target] = parent.targets;
      if (parent.value !== node || parent.targets.length !== 1) return undefined;
      if (target?.kind === 'Name') return useOfName(model, target, steps);
      return target?.kind === 'Attribute' ? useOfAttribute(model, target.attr, target, steps) : undefined;
    }
    default:
      return undefined;
  }
}

function calleeName(func: Expr): string {
  return func.kind === 'Name' ? func.id : func.kind === 'Attribute' ? func.attr : '';
}

/** `train_files = files[:800]` */
function isPartName(statement: Node | undefined): boolean {
  const target = statement?.kind === 'Assign' ? statement.targets[0] : undefined;
  const name = target?.kind === 'Name' ? target.id : target?.kind === 'Attribute' ? target.attr : '';
  return /(^|_)(train|test|val|valid|validation|dev)/i.test(name);
}

/** `{label: i for i, label in enumerate(labels)}`, `ids[word] = i` in a loop over `enumerate(words)` */
function numbered(model: Model, call: Expr): OrderUse | undefined {
  const [parent, grandparent] = ancestorsOf(model, call);
  const target = parent?.kind === 'Comprehension' || parent?.kind === 'For' ? parent.target : undefined;
  const [number] = target?.kind === 'Tuple' ? target.elements : [];
  if (!parent || number?.kind !== 'Name') return undefined;
  if (grandparent?.kind === 'ComprehensionExpr') {
    const { form, key, element } = grandparent;
    const isNumbering = form === 'dict' && (isNamed(element, number) || (key && isNamed(key, number)));
    return isNumbering ? { decides: 'numbers', at: grandparent } : undefined;
  }
  if (parent.kind !== 'For') return undefined;
  let at: Node | undefined;
  walk(parent.body, (node) => {
    if (node.kind === 'Assign' && node.targets[0]?.kind === 'Subscript' && isNamed(node.value, number))
      at ??= node;
  });
  return at && { decides: 'numbers', at };
}

function isNamed(node: Expr, name: Name): boolean {
  return node.kind === 'Name' && node.id === name.id;
}

/** Calls that read one sample; `open` only counts where what is gathered has the name of samples. */
const READS =
  /^(PIL\.Image\.open|cv2\.imread|(skimage|imageio)(\.\w+)*\.imread|matplotlib\.(pyplot|image)\.imread|librosa(\.core)?\.load|soundfile\.read|torchaudio\.load|nibabel\.load|pydicom\.(dcmread|read_file)|numpy\.load|(tensorflow\.)?keras(\.\w+)*\.load_img)$/;
const READS_TEXT = /^(builtins\.open|json\.load|pathlib\.Path\.(read_text|open))$/;
const SAMPLES =
  /^(self\.)?(x|y|texts?|docs?|documents?|corpus|sentences|reviews|samples|images?|imgs|data|dataset|labels?|targets?)(_\w+)?$/i;

function readsInside(model: Model, at: Node, target: string | undefined): boolean {
  const outer = { kind: 'loop', node: at } as Context;
  return model.trace.some(
    ({ name, effect, context }) =>
      (effect === 'load' || READS.test(name) || (target && SAMPLES.test(target) && READS_TEXT.test(name))) &&
      isWithin(context, outer),
  );
}

/** `[read(file) for file in files]` */
function readsSamples(model: Model, comprehension: ComprehensionExpr): boolean {
  const statement = [...ancestorsOf(model, comprehension)].find(({ kind }) => kind === 'Assign');
  const target = statement?.kind === 'Assign' ? statement.targets[0] : undefined;
  return readsInside(model, comprehension, target && textOf(model.unit, target));
}

/** The lists that a loop appends to. */
function gathered(model: Model, loop: For): string[] {
  const lists: string[] = [];
  walk(loop.body, (node) => {
    if (node.kind !== 'Call' || node.func.kind !== 'Attribute') return;
    if (node.func.attr === 'append' || node.func.attr === 'extend')
      lists.push(textOf(model.unit, node.func.value));
  });
  return lists;
}

function gathersSamples(model: Model, loop: For): boolean {
  const lists = gathered(model, loop);
  return lists.length > 0 && readsInside(model, loop, lists.find((list) => SAMPLES.test(list)) ?? lists[0]);
}

/** What is gathered may be put in order around it or afterwards (`images.sort()`, `df.sort_values("time")`), or only be shown. */
function unlessSorted(model: Model, node: Node, use: OrderUse): OrderUse | undefined {
  for (const outer of ancestorsOf(model, node))
    if (outer.kind === 'Call' && PUTS_IN_ORDER.test(calleeName(outer.func))) return undefined;
  let isSorted = false;
  walk(scopeOf(model, node), (inner) => {
    if (inner.kind === 'Call' && inner.start >= node.end && PUTS_IN_ORDER.test(calleeName(inner.func)))
      isSorted = true;
  });
  return isSorted || isOnlyShown(model, node) ? undefined : use;
}

const SHOWS = /grid|show|plot|display|print|^len$/i;

/** `images = [Image.open(path) for …]`, then `image_grid(images, 1, 4)` */
function isOnlyShown(model: Model, node: Node): boolean {
  const [statement] = ancestorsOf(model, node);
  const target = statement?.kind === 'Assign' ? statement.targets[0] : undefined;
  if (target?.kind !== 'Name') return false;
  const uses = usesOf(model, target);
  return uses.length > 0 && uses.every((use) => isShown(model, use));
}

function isShown(model: Model, use: Name): boolean {
  for (const outer of ancestorsOf(model, use))
    if (outer.kind === 'Call' && SHOWS.test(calleeName(outer.func))) return true;
  return false;
}

/** The body of the function around a node, or all of the unit's code for one at top level. */
function scopeOf(model: Model, node: Node): readonly Node[] {
  const scope = functionAround(model, node);
  return scope ? [scope.body].flat() : model.modules.flatMap(({ body }) => body);
}

function usesOf(model: Model, target: Name): Name[] {
  const uses: Name[] = [];
  walk(scopeOf(model, target), (node) => {
    if (node.kind === 'Name' && node.id === target.id && node !== target) uses.push(node);
  });
  return uses;
}

/** The uses of a variable in its function, or in the whole unit for one at top level. */
function useOfName(model: Model, target: Name, steps: number): OrderUse | undefined {
  const uses = usesOf(model, target);
  if (uses.some((use) => isPutInOrder(model, use))) return undefined;
  return firstUse(model, uses, steps);
}

function firstUse(model: Model, uses: readonly Expr[], steps: number): OrderUse | undefined {
  for (const use of uses) {
    const found = orderUse(model, use, steps + 1);
    if (found) return found;
  }
  return undefined;
}

/** `files.sort()`, `sorted(files)`, `natsorted(files)` */
function isPutInOrder(model: Model, use: Expr): boolean {
  const [parent, grandparent] = ancestorsOf(model, use);
  if (parent?.kind === 'Attribute') return PUTS_IN_ORDER.test(parent.attr);
  return (
    parent?.kind === 'Argument' &&
    grandparent?.kind === 'Call' &&
    PUTS_IN_ORDER.test(textOf(model.unit, grandparent.func))
  );
}

/** The uses of `self.files` in its class: `self.files[index]` of a data set takes samples by number. */
function useOfAttribute(model: Model, attr: string, target: Expr, steps: number): OrderUse | undefined {
  const owner: ClassDef | undefined = enclosingNode(model, target, 'ClassDef');
  if (!owner) return undefined;
  const uses: Expr[] = [];
  walk(owner.body, (node) => {
    if (node.kind === 'Attribute' && node.attr === attr && node !== target) uses.push(node);
  });
  if (uses.some((use) => isPutInOrder(model, use))) return undefined;
  for (const use of uses) {
    const [parent] = ancestorsOf(model, use);
    const method: FunctionDef | undefined = enclosingNode(model, use, 'FunctionDef');
    if (parent?.kind === 'Subscript' && parent.value === use && method?.name === '__getitem__')
      return { decides: 'samples', at: parent };
  }
  return firstUse(model, uses, steps);
}

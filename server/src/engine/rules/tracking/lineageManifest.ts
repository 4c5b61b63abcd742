/** Fix of missing-lineage: a small JSON file beside the model that says what made it. */
import { insertSnippet, quoted, styleAt } from '../../fix';
import { familyOf } from '../../knowledge';
import { contextsOf } from '../../semantics/frame';
import type { Model } from '../../semantics/model';
import { isUncalled } from '../../semantics/roles';
import type { CallRecord } from '../../semantics/trace';
import { constantOf, typeOf } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { Expr, Stmt } from '../../syntax/ast';
import type { FixReport } from '../rule';
import { ancestorsOf, statementOf } from '../surroundings';
import { pathOf, savedModel } from './savedModel';

/** Names on the package index of what the file may import. */
const DISTRIBUTIONS: Readonly<Record<string, string>> = {
  numpy: 'numpy',
  pandas: 'pandas',
  sklearn: 'scikit-learn',
  imblearn: 'imbalanced-learn',
  xgboost: 'xgboost',
  lightgbm: 'lightgbm',
  catboost: 'catboost',
  torch: 'torch',
  keras: 'keras',
  tensorflow: 'tensorflow',
};

/** @returns undefined where the model's file or the data has no constant path, or the save is repeated */
export function writtenManifest(model: Model, save: CallRecord): FixReport | undefined {
  const target = pathOf(model, save);
  const data = dataPath(model, save);
  const statement = wholeSave(model, save);
  if (!target || !data || !statement || contextsOf(save.context, 'loop').length > 0) return undefined;
  const style = styleAt(model, statement.start);
  const { unit } = model;
  const modelPath =
    target.node.kind === 'String' || target.node.kind === 'Name' ? textOf(unit, target.node) : undefined;
  if (!modelPath) return undefined;
  const manifestPath =
    target.node.kind === 'String' ? quoted(style, `${target.path}.json`) : `f"{${modelPath}}.json"`;
  const packages = Object.entries(DISTRIBUTIONS)
    .filter(([name]) => model.imported(name))
    .map(([, distribution]) => `"${distribution}"`);
  const parameters = parametersOf(model, save);
  const snippet = insertSnippet(model, 'after', statement, {
    code: [
      '',
      '',
      'def $file_sha256(path):',
      '    """Hash of a file, read in blocks."""',
      '    digest = $hashlib.sha256()',
      '    with open(path, "rb") as handle:',
      '        while block := handle.read(1 << 20):',
      '            digest.update(block)',
      '    return digest.hexdigest()',
      '',
      '',
      '$commit = $subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=False)',
      '$manifest = {',
      '    "created_at": $datetime.now($timezone.utc).isoformat(),',
      '    "git_commit": $commit.stdout.strip() or None,',
      '    "data": {str($data): $file_sha256($data)},',
      '    "model_sha256": $file_sha256($model_path),',
      '    "python": $platform.python_version(),',
      `    "packages": {name: $version(name) for name in [${packages.join(', ')}]},`,
      ...(parameters
        ? ['    "params": {key: repr(value) for key, value in $model.get_params(deep=False).items()},']
        : []),
      '}',
      '$Path($manifest_path).write_text($json.dumps($manifest, indent=2))',
    ].join('\n'),
    bind: {
      data,
      model_path: modelPath,
      manifest_path: manifestPath,
      ...(parameters ? { model: parameters } : {}),
    },
    fresh: ['file_sha256', 'commit', 'manifest'],
    imports: {
      hashlib: { module: 'hashlib' },
      json: { module: 'json' },
      platform: { module: 'platform' },
      subprocess: { module: 'subprocess' },
      datetime: { module: 'datetime', member: 'datetime' },
      timezone: { module: 'datetime', member: 'timezone' },
      version: { module: 'importlib.metadata', member: 'version' },
      Path: { module: 'pathlib', member: 'Path' },
    },
  });
  return (
    snippet && {
      title: 'Write commit, data hash and versions beside the model',
      applicability: 'suggestion',
      edits: snippet.edits,
    }
  );
}

/** The save, or the `with open(…)` around it. */
function wholeSave(model: Model, { node }: CallRecord): Stmt | undefined {
  const statement = statementOf(model, node);
  if (statement?.kind !== 'ExprStmt') return undefined;
  for (const around of ancestorsOf(model, statement)) return around.kind === 'With' ? around : statement;
  return statement;
}

/** The local file that the first table was read from, as it can be repeated at the save. */
function dataPath(model: Model, save: CallRecord): string | undefined {
  for (const read of model.callsWith('load')) {
    if (!/^pandas\.read_/.test(read.name) || isUncalled(read.frame)) continue;
    const given: Expr | undefined = read.node.args[0]?.value;
    const path = given?.kind === 'String' ? given.value : given && constantOf(model.valueOf(given));
    if (!given || typeof path !== 'string' || /^\w+:\/\//.test(path)) return undefined;
    if (given.kind === 'String') return textOf(model.unit, given);
    return given.kind === 'Name' && read.frame === save.frame ? given.id : undefined;
  }
  return undefined;
}

/** The name of a saved model of scikit-learn. */
function parametersOf(model: Model, save: CallRecord): string | undefined {
  const given = save.node.args[0]?.value;
  const family = familyOf(typeOf(savedModel(model, save)));
  const isEstimator = family === 'predictor' || family === 'pipeline' || family === 'search';
  return isEstimator && given?.kind === 'Name' && model.valueOf(given) === savedModel(model, save)
    ? given.id
    : undefined;
}

import { DECISIONS } from '../../knowledge/people';
import type { Model } from '../../semantics/model';
import { argumentsOf, reachable } from '../../semantics/reach';
import { isTraining } from '../../semantics/roles';
import { isOpaque } from '../../semantics/summarise';
import type { CallRecord } from '../../semantics/trace';
import type { Value } from '../../semantics/values';
import { finalEstimator } from '../../semantics/estimators';
import { firstWord } from '../../semantics/words';
import { textOf } from '../../source/unit';
import { walk } from '../../syntax/visit';
import { defineRule, type ProjectFacts } from '../rule';
import { permutationImportance, shapHook } from './explainers';

export default defineRule({
  name: 'unexplained-model',
  area: 'explainability',
  severity: 'information',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['sklearn', 'xgboost', 'lightgbm', 'catboost', 'imblearn'],
  needsProject: true,
  docs: {
    summary: 'An opaque model is trained and saved or served, and nothing explains its decisions.',
    why: `Errors, shortcuts and unfair reasons stay hidden, and users and auditors get no answer. A model that reads the hospital's name off an
identifier scores well on the test set, too; the first look at what drives its predictions shows it. Permutation importance needs
nothing but scikit-learn; SHAP explains single decisions as well.`,
    bad: `import joblib
import mlflow
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

mlflow.autolog()
df = pd.read_csv("churn.csv")
X, y = df[["age", "bills"]], df["churned"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=42)
model = RandomForestClassifier(random_state=42)
model.fit(X_train, y_train)
print(model.score(X_test, y_test))
joblib.dump(model, "model.joblib")
`,
    good: `import joblib
import mlflow
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.inspection import permutation_importance
from sklearn.model_selection import train_test_split

mlflow.autolog()
df = pd.read_csv("churn.csv")
X, y = df[["age", "bills"]], df["churned"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=42)
model = RandomForestClassifier(random_state=42)
model.fit(X_train, y_train)
print(model.score(X_test, y_test))
importance = permutation_importance(model, X_test, y_test, n_repeats=10, random_state=42)
print(dict(zip(X_test.columns, importance.importances_mean)))
joblib.dump(model, "model.joblib")
`,
    limits: [
      'Once per project, on the fit of the model that is saved; any use of an explainer (SHAP, LIME, captum, alibi, permutation importance, partial dependence …) in any file of the project silences it.',
      'Linear models and single trees explain themselves; models that are neither saved nor served are experiments.',
      'Networks of PyTorch and Keras are not judged: whether their input is a table cannot be seen. For images and text, captum explains.',
      'A warning where names in the file speak of loans, credit, hiring, patients, diagnoses, insurance or fraud; a hint where impurity importances are looked at, which favour features with many values.',
    ],
    references: [
      'Themes of Virmani & Kuppam 2024 (references 2 and 7)',
      'Muralidhar et al. 2021: Act Now, Reflect Never',
      'EU AI Act, Article 13 (transparency)',
      'NIST AI RMF, MEASURE 2.9',
      'SHAP, https://shap.readthedocs.io',
    ],
  },
  messages: {
    unexplained: '{model} ({type}) is opaque, and nothing in this project explains its decisions.',
    sensitive:
      '{model} ({type}) is opaque, and nothing in this project explains its decisions. `{word}` suggests that they concern people: they may have a right to the reasons.',
    impurity:
      '{model} ({type}) is explained by `{attribute}` alone, which is computed on the training rows and favours features with many values.',
  },
  *check({ model, unit, project }) {
    if (!project || anchorPath(project) !== unit.path) return;
    const fit = fitOfSaved(model);
    if (!fit) return;
    const type = finalEstimator(modelOf(fit))?.type ?? 'model';
    const data = { model: nameOf(model, fit), type: type.slice(type.lastIndexOf('.') + 1) };
    const attribute = impurityAttribute(model);
    const word = attribute ? undefined : firstWord(model, DECISIONS);
    yield {
      at: fit.node,
      message: attribute ? 'impurity' : word ? 'sensitive' : 'unexplained',
      data: { ...data, attribute: attribute ?? '', word: word ?? '' },
      severity: attribute ? 'hint' : word ? 'warning' : 'information',
      fixes: [permutationImportance(model, fit), shapHook(model, fit, project)].filter(
        (fix) => fix !== undefined,
      ),
    };
  },
});

/** The file in which the finding stands: the first one that trains such a model and saves it, or serves it at once. */
function anchorPath({ units }: ProjectFacts): string | undefined {
  if (units.some(({ evidence }) => evidence.explains)) return undefined;
  const judged = units.filter(
    ({ role, evidence }) =>
      evidence['fits-opaque-model'] &&
      (role === 'serving' || (role === 'training' && evidence['saves-opaque-model'])),
  );
  return judged.map(({ path }) => path).sort()[0];
}

/** The fit of an opaque model that is saved, or else of any. */
function fitOfSaved(model: Model): CallRecord | undefined {
  const fits = model.calls.filter((record) => isTraining(record) && isOpaque(modelOf(record)));
  const saves = model.callsWith('save');
  const saved = reachable(saves.flatMap((save) => [...argumentsOf(save), save.receiver]));
  return (
    fits.find((fit) => [...saved].some((value) => value === modelOf(fit) || fitsInclude(value, fit))) ??
    fits[0]
  );
}

function fitsInclude(value: { readonly slots: { get(key: string): unknown } }, fit: CallRecord): boolean {
  const fits = value.slots.get('fits');
  return Array.isArray(fits) && fits.includes(fit);
}

/** The model that a call fits: `xgboost.train` gives it back. */
function modelOf(fit: CallRecord): Value {
  return fit.receiver ?? fit.result;
}

function nameOf(model: Model, fit: CallRecord): string {
  const { func } = fit.node;
  if (fit.receiver && func.kind === 'Attribute' && func.value.kind === 'Name')
    return `\`${textOf(model.unit, func.value)}\``;
  const name = model.nameOf(modelOf(fit));
  return name ? `\`${name}\`` : 'The model';
}

const IMPURITY = /^(feature_importances_|feature_importance|plot_importance|get_fscore|get_score)$/;

/** An importance that trees compute themselves, if the file looks at one. */
function impurityAttribute(model: Model): string | undefined {
  let found: string | undefined;
  for (const module of model.modules) {
    walk(module.body, (node) => {
      if (node.kind === 'Attribute' && IMPURITY.test(node.attr)) found ??= node.attr;
      if (node.kind === 'Name' && node.id === 'plot_importance') found ??= node.id;
    });
  }
  return found;
}

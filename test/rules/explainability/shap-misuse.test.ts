import rule from '../../../server/src/engine/rules/explainability/shap-misuse';
import { testRule } from '../../support/ruleTester';

const program = (model: string, ...lines: string[]): string => `
import pandas as pd
import shap
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

rows = pd.read_csv("churn.csv")
X, y = rows[["age", "usage"]], rows["churn"]
model = ${model}
model.fit(X, y)
${lines.join('\n')}
`;

const FOREST = 'RandomForestClassifier(random_state=0)';

testRule(rule, {
  valid: [
    {
      name: 'a callable and a background',
      code: program('SVC()', 'explainer = shap.Explainer(model.decision_function, shap.sample(X, 100))'),
    },
    {
      name: 'a forest needs neither',
      code: program(FOREST, 'explainer = shap.Explainer(model)', 'trees = shap.TreeExplainer(model)'),
    },
    {
      name: 'a linear model with a background',
      code: program('LogisticRegression()', 'explainer = shap.Explainer(model, X)'),
    },
    {
      name: 'the class on the last axis',
      code: program(
        FOREST,
        'values = shap.TreeExplainer(model).shap_values(X)',
        'print(values[:, :, 1], values[0])',
      ),
    },
    {
      name: 'a shap that gave a list by class',
      project: { manifests: [{ path: 'requirements.txt', text: 'shap==0.41.0' }] },
      code: program(
        FOREST,
        'values = shap.TreeExplainer(model).shap_values(X)',
        'shap.summary_plot(values[1], X)',
      ),
    },
    {
      name: 'a sampled background',
      code: program(
        'LogisticRegression()',
        'explainer = shap.KernelExplainer(model.predict_proba, shap.kmeans(X, 10))',
      ),
    },
    {
      name: 'a model that is not known',
      code: `
        import joblib
        import shap

        model = joblib.load("model.joblib")
        explainer = shap.Explainer(model)
        values = shap.TreeExplainer(model).shap_values(rows)[1]
      `,
    },
  ],
  invalid: [
    {
      name: 'no background for a support vector machine',
      code: program('SVC()', 'explainer = shap.Explainer(model)'),
      errors: [
        {
          at: 'shap.Explainer(model)',
          message: '`shap.Explainer` needs a background for `model`: without one it raises TypeError.',
          fixes: ['Explain `model.decision_function` with a background'],
        },
      ],
      fixed: program(
        'SVC()',
        'explainer = shap.Explainer(model.decision_function, shap.sample(X, 100, random_state=0))',
      ),
    },
    {
      name: 'a network as it is; the background is kept',
      code: program('MLPRegressor(random_state=0)', 'explainer = shap.Explainer(model, X)'),
      errors: [{ message: /can.t take a network as it is/ }],
      fixed: program('MLPRegressor(random_state=0)', 'explainer = shap.Explainer(model.predict, X)'),
    },
    {
      name: 'a pipeline is no tree',
      code: program(`make_pipeline(StandardScaler(), ${FOREST})`, 'explainer = shap.TreeExplainer(model)'),
      errors: [{ message: /for a pipeline it raises InvalidModelError/ }],
      fixed: program(
        `make_pipeline(StandardScaler(), ${FOREST})`,
        'explainer = shap.Explainer(model.predict_proba, shap.sample(X, 100, random_state=0))',
      ),
    },
    {
      name: 'a class that is a row',
      code: program(
        FOREST,
        'explainer = shap.TreeExplainer(model)',
        'values = explainer.shap_values(X)',
        'shap.summary_plot(values[1], X)',
      ),
      errors: [{ at: 'values[1]', fixes: ['Take the class: `[:, :, 1]`'] }],
      fixed: program(
        FOREST,
        'explainer = shap.TreeExplainer(model)',
        'values = explainer.shap_values(X)',
        'shap.summary_plot(values[:, :, 1], X)',
      ),
    },
    {
      name: 'all training rows as background',
      code: program('LogisticRegression()', 'explainer = shap.KernelExplainer(model.predict_proba, X)'),
      errors: [{ at: 'X', fixes: ['Take a sample of 100 rows as background'] }],
      fixed: program(
        'LogisticRegression()',
        'explainer = shap.KernelExplainer(model.predict_proba, shap.sample(X, 100, random_state=0))',
      ),
    },
  ],
});

import type { ModelSketch, UnitSummary } from '../../semantics/summary';
import { isLibrary, isShowcase, teaches } from '../library';
import { isReadme } from '../environment';
import { defineProjectRule, type FixReport, type ProjectFacts } from '../rule';

const TARGET = 'MODEL_CARD.md';

export default defineProjectRule({
  name: 'missing-model-card',
  area: 'explainability',
  severity: 'hint',
  default: 'on',
  since: '0.1.0',
  fix: 'scaffold',
  docs: {
    summary: 'A model is registered or served, and nothing describes its purpose, data, quality and limits.',
    why: `Whoever finds the model in a registry sees a name and a version. What it was made for, which rows it has seen, how good it is for whom, and where it must not
be used is known to the people who trained it, as long as they are there. So it is used outside of its range, and nobody owns it. A page is enough.`,
    bad: `# train.py
import mlflow
import pandas as pd
from sklearn.linear_model import LogisticRegression

df = pd.read_csv("churn.csv")
model = LogisticRegression(C=0.5).fit(df[["tenure", "bills"]], df["churned"])
mlflow.sklearn.log_model(model, name="churn", registered_model_name="churn")
`,
    good: `# MODEL_CARD.md

## Model

Logistic regression on tenure and bills. Owner: the retention team.

## Intended use

Ranks customers for a call by a person. Not for prices, not for customers of less than three months.

## Data and evaluation

Customers of 2025, split by customer. ROC AUC 0.81 on the test rows; 0.74 for customers under 25.
`,
    limits: [
      'Once per project, where a model is registered or pushed to a hub, or saved in a project that serves.',
      'Silent with a file named like a model card, a README with a section on intended use, limitations or the model card, or code that writes cards (skops, huggingface_hub, Model Card Toolkit).',
      'Libraries, courses, books and collections of tutorials are not asked for a card. Whether a card is true is not judged.',
    ],
    references: [
      'Mitchell et al. 2019, Model Cards for Model Reporting',
      'Kapoor & Narayanan 2023: model info sheets',
      'EU AI Act, Articles 11 and 13 (technical documentation, information for deployers)',
      'Zinkevich, Rules of Machine Learning, rule 11: give features and models owners and documentation',
    ],
  },
  messages: {
    published:
      'The model is handed to others here, and no model card says what it is for and where its limits are.',
    served:
      'The model that is saved here is served, and no model card says what it is for and where its limits are.',
  },
  *checkProject(project) {
    if (isLibrary(project) || teaches(project) || isDescribed(project)) return;
    const units = project.units.filter(({ role, path }) => role !== 'test' && !isShowcase(path));
    const published = units.find(({ evidence }) => evidence['publishes-model']);
    const served = units.some(({ role }) => role === 'serving')
      ? units.find(({ role, evidence }) => role === 'training' && evidence['saves-model'])
      : undefined;
    const unit = published ?? served;
    const at = published?.evidence['publishes-model'] ?? served?.evidence['saves-model'];
    if (!unit || !at) return;
    yield {
      path: unit.path,
      source: at.source,
      at: { start: at.start, end: at.end },
      message: published ? 'published' : 'served',
      fixes: [scaffold(project, unit)],
    };
  },
});

const CARD_FILE = /(^|\/)[^/]*model[-_ ]?card[^/]*$/i;
const CARD_SECTION =
  /^\s*(#{1,6}\s.*|\*\*)?(intended uses?|limitations|model card|out[- ]of[- ]scope)\b[^\n]*(\n\s*[=~^-]{4,})?/im;

function isDescribed({ files, manifests, units }: ProjectFacts): boolean {
  return (
    files.some((file) => CARD_FILE.test(file)) ||
    units.some(({ evidence }) => evidence['writes-model-card']) ||
    manifests.some(({ path, text }) => isReadme(path) && hasSection(text))
  );
}

/** True if a heading, underlined or not, is about what a card is about. */
function hasSection(text: string): boolean {
  const match = CARD_SECTION.exec(text);
  return match !== null && (match[1] !== undefined || match[3] !== undefined || /\|\s*$/.test(match[0]));
}

/** A card filled with what the code shows. */
function scaffold(project: ProjectFacts, unit: UnitSummary): FixReport {
  const trained = unit.model
    ? unit
    : (project.units.find(({ role, model }) => role === 'training' && model) ?? unit);
  return {
    title: `Create ${TARGET} with what the code shows`,
    applicability: 'scaffold',
    edits: [{ path: TARGET, start: 0, end: 0, newText: card(trained, trained.model ?? {}) }],
  };
}

function card({ path, reads = [], writes = [] }: UnitSummary, model: ModelSketch): string {
  const saved = writes.filter((each) =>
    /\.(joblib|pkl|pickle|onnx|pt|pth|keras|h5|skops|cbm|ubj|json|txt|model)$/.test(each.path),
  );
  const metrics = model.metrics ?? [];
  return `# Model card

Filled in from \`${path}\`; what only people know is marked TODO.

## Model

- Type: ${model.type ?? 'TODO'}
- Parameters: ${code(model.call)}
- Trained by: \`${path}\`
- Saved as: ${listed(saved.map((each) => each.path))}
- Version and date: TODO
- Owner: TODO

## Intended use

- Purpose, and the decisions that follow from a prediction: TODO
- Users: TODO
- Out of scope: TODO

## Data

- Source: ${listed(reads.map((each) => each.path))}
- Period, population, and what is known to be missing: TODO
- Features: ${listed(model.features ?? [])}
- Target: ${code(model.target)}
- Split: ${code(model.split)}

## Evaluation

${metrics.length > 0 ? metrics.map((metric) => `- \`${metric}\` on the test rows: TODO\n`).join('') : '- Metric, and its value on the test rows: TODO\n'}- The same by groups of people or cases that matter: TODO

## Limits and risks

- Cases in which it is known to fail: TODO
- Personal data and protected attributes: TODO
- Who looks at doubtful cases, and how a decision is appealed: TODO
- When it is trained again, or withdrawn: TODO
`;
}

function code(text: string | undefined): string {
  return text === undefined ? 'TODO' : text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}

function listed(names: readonly string[]): string {
  return names.length > 0 ? names.map((name) => code(name)).join(', ') : 'TODO';
}

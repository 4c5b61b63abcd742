/** Calls that hand a model to others: to a registry or a hub. */
import type { Span } from '../source/unit';
import type { Model } from './model';
import { argument, type CallRecord } from './trace';
import { constantOf, isNone, typeOf } from './values';

/** Functions that register or upload a model. Checked against the documentation of MLflow 3, huggingface_hub 1, BentoML 1.4. */
const REGISTERING: ReadonlySet<string> = new Set([
  'mlflow.register_model',
  'mlflow.tracking.MlflowClient.create_model_version',
  'mlflow.MlflowClient.create_model_version',
  'huggingface_hub.upload_file',
  'huggingface_hub.upload_folder',
  'huggingface_hub.push_to_hub_keras',
  'huggingface_hub.push_to_hub_fastai',
]);

/** The first call that registers a model or pushes it to a hub. */
export function publication(model: Model): CallRecord | undefined {
  return model.calls.find(
    (record) => REGISTERING.has(record.name) || isRegistered(record) || isPushed(record),
  );
}

/** `mlflow.sklearn.log_model(model, registered_model_name="churn")` */
function isRegistered(record: CallRecord): boolean {
  if (!/^mlflow\.(\w+\.)?(log_model|save_model)$/.test(record.name)) return false;
  const name = argument(record, 'registered_model_name');
  return name !== undefined && !isNone(name) && constantOf(name) !== '';
}

/** `model.push_to_hub("me/churn")`; a trainer writes a card of its own, data sets and tokenizers are no models. */
function isPushed({ method, receiver, name }: CallRecord): boolean {
  if (method !== 'push_to_hub' || !receiver) return false;
  const type = typeOf(receiver);
  return (
    type !== undefined &&
    !/Trainer|Tokenizer|Processor|^datasets\.|FeatureExtractor/.test(type) &&
    !name.startsWith('?')
  );
}

const CARD = /(^|\.)(ModelCard|ModelCardData|model_card_toolkit|model_card)(\.|$)|^skops\.card/;

/** An import of something that writes model cards. */
export function writesModelCard(model: Model): Span | undefined {
  return model.imports.find(
    ({ name, node }) =>
      CARD.test(name) ||
      (node.kind === 'ImportFrom' && node.names.some((member) => CARD.test(`${name}.${member.name}`))),
  )?.node;
}

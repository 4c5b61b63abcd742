import { keywordOf, removeArgument } from '../../fix';
import { hubLoader } from '../../knowledge/hubs';
import type { Model } from '../../semantics/model';
import { argument, type CallRecord } from '../../semantics/trace';
import { constantOf } from '../../semantics/values';
import { textOf } from '../../source/unit';
import { defineRule, type FixReport } from '../rule';

export default defineRule({
  name: 'trusted-remote-code',
  area: 'security',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: [
    'transformers',
    'diffusers',
    'peft',
    'datasets',
    'huggingface_hub',
    'sentence_transformers',
    'torch',
  ],
  docs: {
    summary: 'Code from a model or data-set repository is allowed to run.',
    why: `Whatever Python the repository holds, today or after its next commit, runs with your rights on the training or serving machine. Most models need it no more: they have
become part of the libraries. Where one does, read its code, and fix the revision that you read.`,
    bad: `from transformers import AutoModelForCausalLM

model = AutoModelForCausalLM.from_pretrained(
    "org/model", revision="main", trust_remote_code=True
)
`,
    good: `from transformers import AutoModelForCausalLM

model = AutoModelForCausalLM.from_pretrained(
    "org/model", revision="3f49326eb077187dfe1c2a2bb15fbd74e6ab91e3"
)
`,
    limits: [
      'An error where a service loads it without a fixed revision; information where all forty digits of a commit stand beside it.',
      'Calls with the same repository in one file are one finding. A value that comes from a setting, and tests, are not flagged.',
      'Without the argument, models that need their own code stop loading: look before you take the fix.',
    ],
    references: [
      'Hugging Face Hub: security, https://huggingface.co/docs/hub/security',
      'OWASP ML06 (AI supply chain), 2023 draft',
    ],
  },
  messages: {
    trusted: '`{call}` runs whatever code the repository holds, with your rights.',
    pinned: '`{call}` runs code of the repository, at a fixed commit: be sure that somebody has read it.',
  },
  *check({ model, unit }) {
    if (model.role === 'test') return;
    const groups = new Map<string, CallRecord[]>();
    for (const record of model.calls) {
      if (!flagOf(record)) continue;
      const loader = hubLoader(record.name);
      const id = loader && argument(record, loader.id.keyword, loader.id.position);
      const key = `${String(constantOf(id) ?? id?.id ?? record.order)} ${isPinned(record)}`;
      const group = groups.get(key);
      if (!group) groups.set(key, [record]);
      else if (!group.some(({ node }) => node === record.node)) group.push(record);
    }
    for (const [first, ...others] of groups.values()) {
      const pinned = isPinned(first!);
      yield {
        at: keywordOf(first!.node, flagOf(first!)!)!,
        message: pinned ? 'pinned' : 'trusted',
        data: { call: textOf(unit, first!.node.func) },
        severity: pinned ? 'information' : model.role === 'serving' ? 'error' : undefined,
        related: others.slice(0, 10).map(({ node }) => ({ at: node, note: 'Here too.' })),
        fixes: [withoutTrust(model, [first!, ...others])],
      };
    }
  },
});

/** The argument that allows foreign code, where it is literally true. */
function flagOf(record: CallRecord): string | undefined {
  const name = record.name === 'torch.hub.load' ? 'trust_repo' : 'trust_remote_code';
  const value = record.args.keywords.get(name);
  return value && constantOf(value) === true && keywordOf(record.node, name) ? name : undefined;
}

function isPinned(record: CallRecord): boolean {
  const revision = constantOf(argument(record, 'revision'));
  const code = constantOf(argument(record, 'code_revision'));
  return [revision, code].some((value) => typeof value === 'string' && /^[0-9a-f]{40}$/.test(value));
}

function withoutTrust({ unit }: Model, records: readonly CallRecord[]): FixReport {
  const flag = flagOf(records[0]!)!;
  return {
    title: `Take ${flag} out`,
    applicability: 'suggestion',
    edits: records.flatMap(({ node }) => removeArgument(unit, node, keywordOf(node, flag)!)),
  };
}

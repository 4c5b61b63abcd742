import { addKeyword } from '../../fix';
import type { Severity } from '../../finding';
import type { Model } from '../../semantics/model';
import { argument, hasHiddenArguments, type CallRecord } from '../../semantics/trace';
import { constantOf } from '../../semantics/values';
import { textOf } from '../../source/unit';
import { isLibraryExample } from '../library';
import { defineRule, type FixReport, type RelatedReport, type Report } from '../rule';
import { lowestVersion } from '../versions';
import { isVerified, sourceText, wasWrittenHere } from './loadedFile';
import { originOf, type Origin } from './origin';

export default defineRule({
  name: 'unsafe-torch-load',
  area: 'security',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['torch'],
  docs: {
    summary: 'A torch checkpoint is loaded with unrestricted unpickling.',
    why: `Unpickling runs what the file says. Measured with torch 2.13: a payload in the file ran with \`weights_only=False\`, and did not with the default, which is \`True\` since
2.6. Weights need no code: save \`state_dict()\`, load it with \`weights_only=True\`, or use safetensors.`,
    bad: `import argparse

import torch

parser = argparse.ArgumentParser()
parser.add_argument("checkpoint")
model = torch.nn.Linear(4, 2)
model.load_state_dict(torch.load(parser.parse_args().checkpoint, weights_only=False))
`,
    good: `import argparse

import torch

parser = argparse.ArgumentParser()
parser.add_argument("checkpoint")
model = torch.nn.Linear(4, 2)
model.load_state_dict(torch.load(parser.parse_args().checkpoint, weights_only=True))
`,
    limits: [
      'An error where the file is downloaded or comes with a request, a warning where its path is a variable or argument, a hint where it is a literal local path.',
      'A load that leaves `weights_only` out is safe since torch 2.6: a finding only where the project allows an older torch, and information where it does not say.',
      'Files that the same program writes, loads after a hash check, tests and examples of libraries are not flagged. Loads of the same kind in one file are one finding.',
      'Whole modules and objects of your own stop loading with `weights_only=True`.',
    ],
    references: [
      'PyTorch: serialization semantics, https://docs.pytorch.org/docs/stable/notes/serialization.html',
      'OWASP ML06 (AI supply chain), 2023 draft',
      'Also: TorchFix TOR102, Bandit B614',
    ],
  },
  messages: {
    unrestricted: '`{call}` is told to run code that the file may contain, and `{source}` can be any file.',
    literal:
      '`{call}` is told to run code that the file may contain: only as safe as everyone who can write `{source}`.',
    foreign: '`{call}` is told to run code that the data may contain, and the data comes from outside.',
    old: '`{call}` runs code that the file may contain: the project allows torch {version}, and the safe default came with 2.6.',
    unknown:
      '`{call}` runs code that the file may contain, with a torch before 2.6: nothing says which one is used.',
    unchecked: '`{call}` does not check what it downloads.',
  },
  *check({ model, unit, project }) {
    if (model.role === 'test' || (project && isLibraryExample(unit.path, project))) return;
    const version = lowestVersion(project, 'torch');
    const first = new Map<string, Found & { related: RelatedReport[] }>();
    const fixes = new Map<string, FixReport[]>();
    for (const record of model.callsTo('torch.load', 'torch.hub.load_state_dict_from_url')) {
      const report =
        record.name === 'torch.load' ? loadReport(model, record, version) : downloadReport(model, record);
      if (!report) continue;
      fixes.set(report.message, [...(fixes.get(report.message) ?? []), ...(report.fixes ?? [])]);
      const known = first.get(report.message);
      if (!known) first.set(report.message, { ...report, related: [] });
      else if (known.at !== report.at && known.related.length < MAX_RELATED)
        known.related.push({ at: report.at, note: 'Loaded here in the same way.' });
    }
    for (const report of first.values()) yield { ...report, fixes: together(fixes.get(report.message)!) };
  },
});

type Found = Report<'unrestricted' | 'literal' | 'foreign' | 'old' | 'unknown' | 'unchecked'>;

const MAX_RELATED = 10;

function loadReport(
  model: Model,
  record: CallRecord,
  version: readonly [number, number] | undefined,
): Found | undefined {
  const flag = constantOf(argument(record, 'weights_only'));
  const isBare = !record.args.keywords.has('weights_only');
  if (!isBare && flag !== false) return undefined;
  if (isBare && (hasHiddenArguments(record) || isSafeByDefault(version))) return undefined;
  const source = record.args.positional[0] ?? record.args.keywords.get('f');
  const origin = originOf(source, record);
  if (origin === 'memory' || wasWrittenHere(model, record, source) || isVerified(model, record))
    return undefined;
  const data = { call: textOf(model.unit, record.node.func), source: sourceText(model, record) };
  const fixes = [restrict(model, record)];
  if (isBare) {
    if (!version)
      return { at: record.node, message: 'unknown', data, severity: mildest(origin, 'information'), fixes };
    const shown = { ...data, version: version.join('.') };
    return { at: record.node, message: 'old', data: shown, severity: severityBy(origin), fixes };
  }
  const message = origin === 'literal' ? 'literal' : origin === 'variable' ? 'unrestricted' : 'foreign';
  return { at: record.node, message, data, severity: severityBy(origin), fixes };
}

function isSafeByDefault(version: readonly [number, number] | undefined): boolean {
  return version !== undefined && (version[0] > 2 || (version[0] === 2 && version[1] >= 6));
}

function severityBy(origin: Origin): Severity {
  return origin === 'literal' ? 'hint' : origin === 'variable' ? 'warning' : 'error';
}

function mildest(origin: Origin, severity: Severity): Severity {
  return origin === 'literal' ? 'hint' : severity;
}

/** A download without the check of its hash, from elsewhere than PyTorch's own host. */
function downloadReport(model: Model, record: CallRecord): Found | undefined {
  const url = constantOf(argument(record, 'url', 0));
  const check = argument(record, 'check_hash');
  if (hasHiddenArguments(record) || (check && constantOf(check) !== false)) return undefined;
  if (typeof url !== 'string' || /^https:\/\/download\.pytorch\.org\//.test(url)) return undefined;
  // The hash stands in the file's name, or there is none to check.
  const isNamed = /-[0-9a-f]{8,}\.\w+$/.test(url);
  return {
    at: record.node,
    message: 'unchecked',
    data: { call: textOf(model.unit, record.node.func) },
    severity: 'information',
    fixes: isNamed
      ? [
          {
            title: 'Check the hash in the file’s name: check_hash=True',
            applicability: 'suggestion',
            edits: addKeyword(model.unit, record.node, 'check_hash', 'True'),
          },
        ]
      : [],
  };
}

/** Safe where only weights are taken from the file. */
function restrict(model: Model, record: CallRecord): FixReport {
  const isWeights = model.trace.some(
    ({ method, args }) => method === 'load_state_dict' && args.positional[0] === record.result,
  );
  return {
    title: 'Load weights only: weights_only=True',
    applicability: isWeights ? 'safe' : 'suggestion',
    edits: addKeyword(model.unit, record.node, 'weights_only', 'True'),
  };
}

/** One fix for all loads of a finding; as safe as the least safe of them. */
function together(fixes: readonly FixReport[]): FixReport[] {
  const [first] = fixes;
  if (!first) return [];
  const edits = new Map(
    fixes.flatMap((fix) => fix.edits).map((edit) => [`${edit.start}:${edit.newText}`, edit]),
  );
  const isSafe = fixes.every(({ applicability }) => applicability === 'safe');
  return [{ ...first, applicability: isSafe ? 'safe' : 'suggestion', edits: [...edits.values()] }];
}

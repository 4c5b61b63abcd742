/**
 * SARIF 2.1.0, for code scanning. Notebooks are mapped to the physical lines of the .ipynb, since that is the text that a
 * viewer shows; the cell stands in the message and as logical location.
 */
import type { Severity } from '../engine/finding';
import type { Rule } from '../engine/rules/rule';
import type { AuditFinding, AuditFix, AuditPlace, Range } from '../project/auditFinding';
import { isAbsolute } from '../project/paths';
import { fingerprints } from './fingerprint';
import { shownPath, type ReportData } from './reportData';
import { ruleHelp } from './ruleHelp';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** SARIF knows three levels. */
const LEVELS: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

/** The report as SARIF text, ending in a line break. */
export function sarifReport(data: ReportData): string {
  const { findings, summary } = data.result;
  const indices = new Map(data.rules.map((rule, index) => [rule.name, index]));
  const prints = fingerprints(data, findings);
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'mlops-audit',
            fullName: 'MLOps Antipatterns',
            semanticVersion: data.version,
            rules: data.rules.map((rule) => descriptor(data, rule)),
          },
        },
        automationDetails: { id: 'mlops-audit/' },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: {
          '%SRCROOT%': { description: { text: 'The folder in which mlops-audit was run.' } },
        },
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: summary.errors.map(({ path, message }) => ({
              level: 'warning',
              message: { text: message },
              locations: [{ physicalLocation: { artifactLocation: artifact(data, path) } }],
            })),
          },
        ],
        results: findings.map((finding, index) => ({
          ruleId: finding.rule,
          ruleIndex: indices.get(finding.rule),
          level: LEVELS[finding.severity],
          message: { text: inCell(finding, finding.message) },
          locations: [location(data, finding)],
          relatedLocations: finding.related.map((related, id) => ({
            id: id + 1,
            ...location(data, related),
            message: { text: inCell(related, related.message) },
          })),
          fixes: sarifFixes(data, finding),
          partialFingerprints: {
            primaryLocationLineHash: prints[index],
            'mlopsAntipatterns/v1': prints[index],
          },
          properties: { severity: finding.severity, area: finding.area },
        })),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function descriptor(data: ReportData, rule: Rule): object {
  const address = data.documentation && `${data.documentation}${rule.name}.md`;
  return {
    id: rule.name,
    shortDescription: { text: rule.docs.summary },
    fullDescription: { text: rule.docs.why },
    help: { text: `${rule.docs.summary}\n\n${rule.docs.why}`, markdown: ruleHelp(rule) },
    ...(address && { helpUri: address }),
    defaultConfiguration: { level: LEVELS[rule.severity], enabled: rule.default === 'on' },
    properties: {
      tags: [rule.area, 'machine-learning'],
      'problem.severity':
        rule.severity === 'error' || rule.severity === 'warning' ? rule.severity : 'recommendation',
      // Code scanning ranks by this number; only security rules may carry it.
      ...(rule.area === 'security' && { 'security-severity': rule.severity === 'error' ? '8.0' : '5.5' }),
    },
  };
}

function location(data: ReportData, place: AuditPlace): object {
  const physicalLocation = {
    artifactLocation: artifact(data, place.path),
    region: region(place.cell === null ? place : (place.physical ?? place)),
  };
  if (place.cell === null) return { physicalLocation };
  const name = `cell ${place.cell}`;
  return {
    physicalLocation,
    logicalLocations: [
      { name, fullyQualifiedName: `${shownPath(data, place.path)}#${name}`, kind: 'module' },
    ],
  };
}

function region({ start, end }: Range): object {
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}

function artifact(data: ReportData, path: string): object {
  const shown = shownPath(data, path);
  if (isAbsolute(shown)) return { uri: `file://${shown.startsWith('/') ? '' : '/'}${encodePath(shown)}` };
  return { uri: encodePath(shown), uriBaseId: '%SRCROOT%' };
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

/** Edits of a notebook would have to speak JSON; they are left to `--fix`. */
function sarifFixes(data: ReportData, finding: AuditFinding): object[] | undefined {
  const fixes = finding.fixes.filter(
    (fix) => fix.edits.length > 0 && fix.edits.every((edit) => edit.cell === null),
  );
  return fixes.length === 0 ? undefined : fixes.map((fix) => sarifFix(data, fix));
}

function sarifFix(data: ReportData, fix: AuditFix): object {
  const paths = [...new Set(fix.edits.map((edit) => edit.path))];
  return {
    description: { text: fix.title },
    artifactChanges: paths.map((path) => ({
      artifactLocation: artifact(data, path),
      replacements: fix.edits
        .filter((edit) => edit.path === path)
        .map((edit) => ({ deletedRegion: region(edit), insertedContent: { text: edit.newText } })),
    })),
  };
}

function inCell(place: AuditPlace, message: string): string {
  return place.cell === null ? message : `${message} (cell ${place.cell}, line ${place.start.line})`;
}

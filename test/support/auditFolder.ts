/** Audits a folder with the real engine, in this thread. */
import { createEngine, rules } from '../../server/src/engine';
import { createNodeHost } from '../../server/src/entry/nodeHost';
import { Analyst } from '../../server/src/project/analyst';
import type { Host } from '../../server/src/project/host';
import { audit, type AuditOptions, type AuditResult } from '../../server/src/project/audit';
import { createConfigurationStore } from '../../server/src/project/configurationStore';
import { inThread } from '../../server/src/project/executor';
import { createImportGate } from '../../server/src/project/importGate';
import { parserForTests } from './engine';

/** By default the whole folder, as it is on disk; `options` and another `host` change that. */
export async function auditFolder(
  folder: string,
  options: Partial<AuditOptions> = {},
  host: Host = createNodeHost(),
): Promise<AuditResult> {
  const engine = createEngine(await parserForTests());
  const executor = inThread(new Analyst(engine, host, { gate: createImportGate(rules) }));
  const configuration = createConfigurationStore(host, rules);
  return audit(host, executor, { paths: [folder], configuration, rules, ...options });
}

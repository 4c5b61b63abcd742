/** An assessment whose evidence has places that people can go to. */
import type { ProjectFacts } from '../../engine/rules/project';
import { FindingLocator, type AuditPlace } from '../auditFinding';
import { DEFAULT_MAX_FILE_SIZE } from '../configurationStore';
import { isSourcePath } from '../discovery';
import { loadDocument, type Document } from '../document';
import type { Host } from '../host';
import { join } from '../paths';
import { assess, type Assessment } from './assess';
import type { Sighting } from './practices';

export interface Maturity extends Assessment {
  /** Where a sighting is. */
  readonly places: ReadonlyMap<Sighting, AuditPlace>;
}

/** Assesses a project and reads the files that show something; undefined where there is nothing to assess. */
export async function assessProject(
  host: Host,
  root: string,
  facts: ProjectFacts,
): Promise<Maturity | undefined> {
  const assessment = assess(facts);
  if (!assessment) return undefined;
  const sightings = assessment.practices.flatMap((practice) => practice.sightings);
  const documents = new Map<string, Document>();
  for (const path of new Set(sightings.filter(({ at }) => at).map(({ path }) => path))) {
    const loaded = isSourcePath(path)
      ? await loadDocument(host, join(root, path), DEFAULT_MAX_FILE_SIZE)
      : undefined;
    if (loaded?.ok) documents.set(path, loaded.document);
  }
  const locator = new FindingLocator(
    undefined,
    (path) => documents.get(path),
    (path) => join(root, path),
  );
  const places = new Map(
    sightings.map((sighting): [Sighting, AuditPlace] => {
      const { path, at } = sighting;
      return [sighting, locator.placeOf({ path, ...(at ?? { source: 0, start: 0, end: 0 }) })];
    }),
  );
  return { ...assessment, places };
}

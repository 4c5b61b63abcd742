/** Which of a project's manifests say what it depends on: others are read for what they explain. */
import type { ManifestFile, ProjectFacts } from './rule';

/** True for a file that explains the project, or a folder of it. */
export function isReadme(path: string): boolean {
  return /(^|\/)readme(\.\w+)?$/i.test(path);
}

/** The manifests that say which packages the project needs, or what it runs in: texts that name versions. */
export function environmentFiles(project: ProjectFacts | undefined): ManifestFile[] {
  return (project?.manifests ?? []).filter(({ path }) => !isReadme(path));
}

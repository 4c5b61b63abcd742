/** Which versions of a library a project says it runs with. */
import type { ProjectFacts } from './project';
import { environmentFiles } from './environment';

/**
 * The lowest version of a package that the project's requirements allow: that of a pin (`==`), or of a lower bound
 * (`>=`, `~=`, `^`).
 * @param name as on the package index
 * @returns major and minor version, or undefined where no manifest names one
 */
export function lowestVersion(
  project: ProjectFacts | undefined,
  name: string,
): readonly [major: number, minor: number] | undefined {
  const entry = new RegExp(
    `(?:^|[\\s"'\`,[-])${name}(?:\\[[^\\]\\n]*\\])?["']?\\s*(?:===?|>=|~=|=\\s*["']\\s*(?:\\^|~|>=|==)?)\\s*(\\d+)(?:\\.(\\d+))?`,
    'i',
  );
  for (const { text } of environmentFiles(project)) {
    const match = entry.exec(text);
    if (match) return [Number(match[1]), Number(match[2] ?? 0)];
  }
  return undefined;
}

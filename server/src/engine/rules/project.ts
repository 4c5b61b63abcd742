/** What rules may know of the rest of a project: plain data that the project layer gathers. */
import type { UnitSummary } from '../semantics/summary';

/** A file that says what the project depends on or runs in: requirements, pyproject, lock file, Dockerfile … */
export interface ManifestFile {
  /** Relative to the project's folder, with `/`. */
  readonly path: string;
  /** '' where only the name matters (lock files). */
  readonly text: string;
}

export interface ProjectFacts {
  /** Every analysed Python file and notebook. */
  readonly units: readonly UnitSummary[];
  readonly manifests: readonly ManifestFile[];
  /** Files that run others: dvc.yaml, Makefiles, shell scripts, workflows of continuous integration … */
  readonly drivers: readonly ManifestFile[];
  /** All file paths of the project (relative, `/`), Python or not, within the discovery limits. */
  readonly files: readonly string[];
}

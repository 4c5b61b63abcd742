/** What rules may know of the rest of a project: plain data that the project layer gathers. */
import type { UnitSummary } from '../semantics/summary';

/**
 * A file that says what the project depends on or runs in (requirements, pyproject, lock file, Dockerfile …), what runs it
 * automatically (workflows, dvc.yaml), or what it is for (README).
 */
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
  /** True if the project's folder is the root of a git repository: what belongs to one would be found in it. */
  readonly isRepository?: boolean;
}

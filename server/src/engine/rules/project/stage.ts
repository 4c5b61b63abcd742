/** How far a project has come: what is an experiment is not asked for what a product needs. */
import type { ProjectFacts } from '../rule';

export const CI_FILE =
  /^(\.github\/workflows\/.+\.ya?ml|\.gitlab-ci\.yml|azure-pipelines\.yml|Jenkinsfile|\.circleci\/.+|bitbucket-pipelines\.yml|cloudbuild\.ya?ml)$/;

/** True once a model is saved or served, or a pipeline checks the code. */
export function isBeyondExperiment({ units, files }: ProjectFacts): boolean {
  return (
    units.some(
      ({ evidence, role }) =>
        evidence['saves-model'] !== undefined || evidence.serves !== undefined || role === 'serving',
    ) || files.some((file) => CI_FILE.test(file))
  );
}

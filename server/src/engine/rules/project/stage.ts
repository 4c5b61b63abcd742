/** How far a project has come: what is an experiment is not asked for what a product needs. */
import type { UnitSummary } from '../../semantics/summary';
import type { ProjectFacts } from '../rule';

export const CI_FILE =
  /^(\.(github|gitea|forgejo)\/workflows\/.+\.ya?ml|\.gitlab-ci\.ya?ml|azure-pipelines[\w.-]*\.ya?ml|(.+\/)?Jenkinsfile|\.circleci\/.+|bitbucket-pipelines\.ya?ml|cloudbuild\.ya?ml|\.travis\.ya?ml|\.?appveyor\.ya?ml|\.drone\.ya?ml|\.woodpecker(\/.+|\.ya?ml)|\.buildkite\/.+|buildspec\.ya?ml|\.azure-?pipelines\/.+\.ya?ml)$/;

/** True once a model is saved or served, or a pipeline checks the code. */
export function isBeyondExperiment({ units, files }: ProjectFacts): boolean {
  return units.some(keepsModel) || files.some((file) => CI_FILE.test(file));
}

/** True for a file that saves a model, or serves one. */
export function keepsModel({ evidence, role }: UnitSummary): boolean {
  return evidence['saves-model'] !== undefined || evidence.serves !== undefined || role === 'serving';
}

/** Which of a project's manifests say what it depends on: others are read for what they run or explain. */
import type { ManifestFile, ProjectFacts } from './rule';

const AUTOMATION =
  /(^|\/)(\.(github|gitea|forgejo)\/workflows\/|\.circleci\/|\.gitlab-ci\.|\.travis\.|azure-pipelines|bitbucket-pipelines|cloudbuild|Jenkinsfile$|dvc\.yaml$)/;

/** True for a file that runs something: a pipeline of a code forge, stages of DVC. */
export function isAutomation(path: string): boolean {
  return AUTOMATION.test(path);
}

/** True for a file that explains the project, or a folder of it. */
export function isReadme(path: string): boolean {
  return /(^|\/)readme(\.\w+)?$/i.test(path);
}

/** The manifests that say which packages the project needs, or what it runs in: texts that name versions. */
export function environmentFiles(project: ProjectFacts | undefined): ManifestFile[] {
  return (project?.manifests ?? []).filter(({ path }) => !isAutomation(path) && !isReadme(path));
}

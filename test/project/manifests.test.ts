/** Which files are read for what they say of a project, which of them mark one, and how much of them is read. */
import { describe, expect, it } from 'vitest';
import { failure, success, type Host } from '../../server/src/project/host';
import {
  declaresEnvironment,
  isDriverPath,
  isManifestPath,
  readManifest,
} from '../../server/src/project/manifests';
import { isProjectMarker } from '../../server/src/project/projects';

/** A host in which every file has this text. */
function hostWith(text: string): Host {
  return {
    readFile: async () => success(new TextEncoder().encode(text)),
    listDirectory: async () => failure('not-found'),
    stat: async () => failure('not-found'),
    realPath: async (path) => path,
  };
}

describe('manifests', () => {
  it.each([
    'requirements.txt',
    'requirements-dev.in',
    'requirements/base.txt',
    'pyproject.toml',
    'setup.cfg',
    'setup.py',
    'Pipfile',
    'Pipfile.lock',
    'uv.lock',
    'environment.yml',
    'conda-lock.yml',
    'pixi.toml',
    'Dockerfile',
    'MLproject',
    '.python-version',
  ])('%s says what a project depends on', (path) => {
    expect(isManifestPath(`/project/${path}`)).toBe(true);
    expect(declaresEnvironment(`/project/${path}`)).toBe(true);
  });

  it.each([
    '.github/workflows/ml.yml',
    '.gitlab-ci.yml',
    'azure-pipelines.yml',
    'ci/Jenkinsfile',
    '.circleci/config.yml',
    'bitbucket-pipelines.yml',
    'cloudbuild.yaml',
    'dvc.yaml',
    'Makefile',
  ])('%s runs what the project has, and says nothing of what it depends on', (path) => {
    expect(isDriverPath(`/project/${path}`)).toBe(true);
    expect(isManifestPath(`/project/${path}`)).toBe(false);
  });

  it.each(['README.md', 'readme.rst'])(
    '%s is read, and says nothing of what a project depends on',
    (path) => {
      expect(isManifestPath(`/project/${path}`)).toBe(true);
      expect(declaresEnvironment(`/project/${path}`)).toBe(false);
    },
  );

  it.each(['train.py', 'docs/index.md', 'config/ml.yml', '.github/dependabot.yml', 'data/rows.csv'])(
    '%s is none',
    (path) => expect(isManifestPath(`/project/${path}`) || isDriverPath(`/project/${path}`)).toBe(false),
  );

  it('a README or a pipeline does not make a folder a project', () => {
    expect(['README.md', '.gitlab-ci.yml'].filter(isProjectMarker)).toEqual([]);
    expect(['requirements.txt', 'dvc.yaml', '.git'].filter(isProjectMarker)).toHaveLength(3);
  });

  it('lock files count by name, and texts up to a size', async () => {
    const read = (text: string, file: string) => readManifest(hostWith(text), '/project', `/project/${file}`);
    expect(await read('[[package]]', 'uv.lock')).toEqual({ path: 'uv.lock', text: '' });
    expect(await read('# Churn', 'README.md')).toEqual({ path: 'README.md', text: '# Churn' });
    expect((await read('x'.repeat(300_000), 'README.md')).text).toBe('');
    expect((await read('x'.repeat(300_000), 'requirements.txt')).text).toHaveLength(300_000);
    expect((await read('x'.repeat(1_100_000), 'requirements.txt')).text).toBe('');
  });
});

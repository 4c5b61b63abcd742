/** What is shipped: the files of the .vsix, and a manifest that fits the code. */
import { listFiles, PackageManager } from '@vscode/vsce';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandIds } from '../../client/src/commands/ids';
import { stageExtension } from '../../scripts/package.mjs';

const root = join(__dirname, '../..');

interface Manifest {
  version: string;
  main: string;
  browser: string;
  icon: string;
  bin: Record<string, string>;
  engines: { vscode: string };
  devDependencies: Record<string, string>;
  dependencies?: Record<string, string>;
  scripts: Record<string, string>;
  contributes: {
    commands: { command: string; title: string; category: string }[];
    menus: Record<string, { command: string; when?: string }[]>;
    views: Record<string, { id: string }[]>;
    snippets: { path: string }[];
    configuration: { properties: Record<string, { description?: string; markdownDescription?: string }> };
  };
}

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;

describe('the .vsix', () => {
  /** Files that come in numbers are counted by their folder. */
  const expected = [
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'dist/client/browser.js',
    'dist/client/node.js',
    'dist/server/browser.js',
    'dist/server/cli.js',
    'dist/server/node.js',
    'dist/server/tree-sitter-python.wasm',
    'dist/server/web-tree-sitter.wasm',
    'docs/images/*.png',
    'docs/images/activity.svg',
    'docs/rules/*.md',
    'package.json',
    'schemas/*.json',
    'snippets/python.json',
  ];

  it('contains the bundles, the pages and nothing else', async () => {
    const stage = mkdtempSync(join(tmpdir(), 'mlops-stage-'));
    stageExtension(stage);
    const files = await listFiles({ cwd: stage, packageManager: PackageManager.None });
    rmSync(stage, { recursive: true });
    const shapes = files.map((file) =>
      file
        .replace(/^(docs\/rules|docs\/images|schemas)\/[^/]+\.(md|png|json)$/, '$1/*.$2')
        .replace(/\\/g, '/'),
    );
    const unexpected = shapes.filter((shape) => !expected.includes(shape) && !shape.startsWith('grammars/'));
    expect(unexpected).toEqual([]);
    expect(expected.filter((shape) => !shapes.includes(shape))).toEqual([]);
  });
});

describe('the manifest', () => {
  const { contributes } = manifest;

  it('points to files that exist', () => {
    const files = [
      manifest.main,
      manifest.browser,
      manifest.icon,
      ...contributes.snippets.map(({ path }) => path),
    ];
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });

  it.each(Object.entries(manifest.bin))('has a command %s that starts', (_, file) => {
    const script = join(root, file);
    expect(readFileSync(script, 'utf8').split('\n')[0]).toBe('#!/usr/bin/env node');
    if (process.platform !== 'win32') expect(statSync(script).mode & 0o111).toBe(0o111);
    const run = spawnSync(process.execPath, [script, '--version'], { encoding: 'utf8' });
    expect(run).toMatchObject({ status: 0, stdout: `${manifest.version}\n`, stderr: '' });
  });

  it('contributes exactly the commands that the client registers', () => {
    const contributed = contributes.commands.map(({ command }) => command).sort();
    expect(contributed).toEqual(Object.values(commandIds).sort());
    expect(new Set(contributes.commands.map(({ category }) => category))).toEqual(new Set(['MLOps']));
  });

  it('names only its own commands in menus', () => {
    const known = new Set<string>(Object.values(commandIds));
    const used = Object.values(contributes.menus).flat();
    expect(used.filter(({ command }) => !known.has(command))).toEqual([]);
  });

  it('describes every setting', () => {
    const properties = Object.entries(contributes.configuration.properties);
    expect(
      properties.filter(([, { description, markdownDescription }]) => !description && !markdownDescription),
    ).toEqual([]);
  });

  it('is typed against the oldest VS Code that it runs in', () => {
    expect(manifest.engines.vscode).toBe(`^${manifest.devDependencies['@types/vscode']}`);
  });

  it('has no dependency at run time: everything is bundled', () => {
    expect(manifest.dependencies).toBeUndefined();
  });

  it('has scripts that exist', () => {
    const missing = Object.values(manifest.scripts)
      .flatMap((command) => command.match(/scripts\/[\w-]+\.mjs/g) ?? [])
      .filter((file) => !existsSync(join(root, file)));
    expect(missing).toEqual([]);
  });
});

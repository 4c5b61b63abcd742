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
  extensionKind?: string[];
  capabilities: Record<'untrustedWorkspaces' | 'virtualWorkspaces', { supported: boolean }>;
  icon: string;
  bin: Record<string, string>;
  engines: { vscode: string };
  devDependencies: Record<string, string>;
  dependencies?: Record<string, string>;
  scripts: Record<string, string>;
  contributes: {
    commands: { command: string; title: string; category: string }[];
    menus: Record<string, { command?: string; submenu?: string; when?: string }[]>;
    submenus: { id: string }[];
    walkthroughs: { steps: { description: string; media: { svg?: string; markdown?: string } }[] }[];
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
    'dist/server/node.js',
    'dist/server/tree-sitter-python.wasm',
    'dist/server/web-tree-sitter.wasm',
    'docs/images/*.png',
    'docs/images/activity.svg',
    'docs/images/walkthrough/*.svg',
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
        .replace(
          /^(docs\/rules|docs\/images|docs\/images\/walkthrough|schemas)\/[^/]+\.(md|png|json|svg)$/,
          (file, folder, kind) => (file.endsWith('activity.svg') ? file : `${folder}/*.${kind}`),
        )
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

  it('lets VS Code run it where the files are, in the browser, and over files that lie on no disk', () => {
    // Without extensionKind VS Code and the marketplace read "workspace, web" from the two entries.
    expect(manifest.extensionKind).toBeUndefined();
    expect([manifest.main, manifest.browser]).toEqual(['./dist/client/node.js', './dist/client/browser.js']);
    expect(manifest.capabilities.virtualWorkspaces.supported).toBe(true);
    expect(manifest.capabilities.untrustedWorkspaces.supported).toBe(true);
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
    const known = new Set<string>([
      ...Object.values(commandIds),
      ...contributes.submenus.map((submenu) => submenu.id),
    ]);
    const used = Object.values(contributes.menus).flat();
    expect(used.filter(({ command, submenu }) => !known.has(command ?? submenu ?? ''))).toEqual([]);
    expect(contributes.submenus.filter(({ id }) => !contributes.menus[id]?.length)).toEqual([]);
  });

  it('keeps the commands of the results view out of the palette: they need a finding, or a view', () => {
    const hidden = contributes.menus['commandPalette']!.flatMap(({ command, when }) =>
      when === 'false' ? [command] : [],
    );
    const ofView = Object.values(commandIds).filter((id) => id.includes('.auditView.'));
    expect(ofView.filter((id) => !hidden.includes(id))).toEqual([]);
  });

  it('leads through commands that exist, with pictures that are packed', () => {
    const known = new Set<string>([...Object.values(commandIds), 'workbench.action.quickOpen']);
    const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
    const called = steps.flatMap(({ description }) =>
      [...description.matchAll(/\(command:([\w.]+)/g)].map((match) => match[1]!),
    );
    expect(called.length).toBeGreaterThanOrEqual(4);
    expect(called.filter((command) => !known.has(command))).toEqual([]);
    const pictures = steps.map(({ media }) => media.svg ?? media.markdown ?? '');
    expect(pictures.filter((file) => !existsSync(join(root, file)))).toEqual([]);
    // VS Code shows no inline styles of an SVG: it would be black.
    expect(pictures.filter((file) => readFileSync(join(root, file), 'utf8').includes('style='))).toEqual([]);
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

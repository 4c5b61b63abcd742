/**
 * The server in a real Neovim, started as docs/editors.md says: findings, hover, a quick fix from the menu, a written file. Neovim
 * comes from Debian (`npm test` installs it where it may), and the test is skipped by name where there is none.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporaryFolder';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PAGE = readFileSync(join(ROOT, 'docs/editors.md'), 'utf8');
const SESSION = fileURLToPath(new URL('neovim.lua', import.meta.url));

const SCRIPT = `from sklearn.model_selection import KFold

# π: columns count UTF-16 units
folds = KFold(n_splits=5, random_state=42)
`;

interface Seen {
  readonly failed?: string;
  readonly diagnostics?: readonly { line: number; source: string; message: string; severity: number }[];
  readonly hover?: string;
  readonly actions?: readonly string[];
}

/** `[0, 7]` for Neovim 0.7; undefined if there is none. */
function neovimVersion(): readonly [number, number] | undefined {
  try {
    const found = /^NVIM v(\d+)\.(\d+)/.exec(execFileSync('nvim', ['--version'], { encoding: 'utf8' }));
    return found ? [Number(found[1]), Number(found[2])] : undefined;
  } catch {
    return undefined;
  }
}

/** The page's configuration for a version: the first Lua block after the words that name it. */
function configurationFor([major, minor]: readonly [number, number]): string {
  const isFrom = (wanted: number): boolean => major > 0 || minor >= wanted;
  const words = isFrom(11) ? 'From 0.11 on:' : isFrom(8) ? 'From 0.8 on:' : 'With 0.7';
  const block = /```lua\n([^]*?)```/.exec(PAGE.slice(PAGE.indexOf(words)));
  if (!PAGE.includes(words) || !block)
    throw new Error(`docs/editors.md has no configuration after "${words}"`);
  return block[1]!;
}

describe('in Neovim', () => {
  const version = neovimVersion();

  it('a script shows its finding, says why, and is mended', { timeout: 90_000 }, ({ skip }) => {
    if (!version || version[1] < 7) return skip('no Neovim 0.7 or newer, and none could be installed');
    const folder = temporaryFolder({ 'train.py': SCRIPT, 'init.lua': configurationFor(version) });
    // As npm would put it into the PATH.
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    const server = join(ROOT, 'dist/server/node.js');
    symlinkSync(server, join(bin, 'mlops-language-server'));
    const seenFile = join(folder, 'seen.json');
    const { stderr, status } = spawnSync(
      'nvim',
      ['--headless', '-n', '-i', 'NONE', '-u', 'init.lua', 'train.py', '-S', SESSION],
      {
        cwd: folder,
        encoding: 'utf8',
        timeout: 80_000,
        env: {
          ...process.env,
          PATH: `${bin}${delimiter}${process.env.PATH}`,
          HOME: folder,
          XDG_STATE_HOME: folder,
          XDG_CACHE_HOME: folder,
          SEEN: seenFile,
        },
      },
    );
    expect(status, stderr).toBe(0);
    const seen = JSON.parse(readFileSync(seenFile, 'utf8')) as Seen;
    expect(seen.failed, stderr).toBeUndefined();
    expect(seen.diagnostics).toEqual([
      { line: 4, source: 'mlops', severity: 1, message: expect.stringContaining('random_state') as string },
    ]);
    expect(seen.hover).toContain('contradictory-split-arguments');
    expect(seen.actions![0]).toContain('shuffle=True');
    expect(readFileSync(join(folder, 'train.py'), 'utf8')).toBe(SCRIPT.replace('=42)', '=42, shuffle=True)'));
  });
});

// Programs that tests need beside Node: found in PATH, or installed from Debian where this process may.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** @returns {string | undefined} path of a program in PATH */
export function which(program) {
  return (process.env.PATH ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, program))
    .find((file) => existsSync(file));
}

/**
 * Installs Debian packages; quietly does nothing where there is no apt or no right to use it.
 * @param {string[]} packages
 */
export function aptInstall(packages) {
  if (!which('apt-get') || process.getuid?.() !== 0) return;
  console.log(`Installing ${packages.join(', ')} with apt-get …`);
  const run = (args, stderr) =>
    spawnSync('apt-get', args, {
      stdio: ['ignore', 'ignore', stderr],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0;
  const install = ['install', '-y', '-qq', '--no-install-recommends', ...packages];
  // The lists of packages are fetched only if they are missing or too old to be of use.
  if (run(install, 'ignore') || (run(['update', '-qq'], 'inherit') && run(install, 'inherit'))) return;
  console.error(`apt-get could not install ${packages.join(', ')}.`);
}

/** Unit, protocol and command-line tests. The tests inside a real VS Code are started by scripts/test-extension.mjs. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/extension/**', 'test/web/**', 'node_modules/**'],
    globalSetup: ['scripts/vitest-setup.mjs'],
    pool: 'threads',
    testTimeout: 20_000,
    hookTimeout: 60_000,
    passWithNoTests: true,
  },
});

/** What VS Code calls to run a suite: every bundled test file beside this one, in mocha. */
import * as fs from 'node:fs';
import * as path from 'node:path';

interface Results {
  passed: string[];
  failed: { title: string; error: string }[];
}

/** Rejects when a test fails, so that VS Code exits with an error; the results are written for the launcher. */
export async function run(): Promise<void> {
  const { default: Mocha } = await import('mocha');
  const mocha = new Mocha({ ui: 'tdd', color: false, reporter: 'spec', timeout: 40_000, slow: 5_000 });
  if (process.env['MLOPS_TEST_GREP']) mocha.grep(process.env['MLOPS_TEST_GREP']);
  const tests = fs.readdirSync(__dirname).filter((name) => name.endsWith('.test.js'));
  for (const name of tests.sort()) mocha.addFile(path.join(__dirname, name));
  const results: Results = { passed: [], failed: [] };
  const failures = await new Promise<number>((resolve) => {
    mocha
      .run(resolve)
      .on('pass', (test) => results.passed.push(test.fullTitle()))
      .on('fail', (test, error: Error) =>
        results.failed.push({ title: test.fullTitle(), error: String(error.stack ?? error) }),
      );
  });
  fs.writeFileSync(process.env['MLOPS_TEST_RESULTS']!, JSON.stringify(results, null, 2));
  if (failures > 0) throw new Error(`${failures} tests failed`);
}

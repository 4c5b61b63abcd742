/** What VS Code calls to run the web suite, in the browser's worker: mocha's browser build, and no file system to write to. */
import 'mocha/mocha';

const TESTS = [() => import('./files.test'), () => import('./editor.test'), () => import('./workspace.test')];

/** Rejects when a test fails; the results go to the launcher. */
export async function run(): Promise<void> {
  mocha.setup({ ui: 'tdd', color: false, reporter: Mocha.reporters.Base, timeout: 40_000, slow: 5_000 });
  for (const load of TESTS) await load();
  if (process.env['MLOPS_TEST_GREP']) mocha.grep(process.env['MLOPS_TEST_GREP']);
  const passed: string[] = [];
  const failed: { title: string; error: string }[] = [];
  await new Promise<unknown>((resolve) => {
    mocha
      .run(resolve)
      .on('suite', ({ title }) => console.log(`\n  ${title}`))
      .on('pass', (test) => {
        passed.push(test.fullTitle());
        console.log(`    ✔ ${test.title} (${test.duration} ms)`);
      })
      .on('fail', (test, error: Error) => {
        failed.push({ title: test.fullTitle(), error: String(error.stack ?? error) });
        console.log(`    ✘ ${test.title}\n${String(error.stack ?? error)}`);
      });
  });
  await fetch(`${process.env['MLOPS_CAMERA']}/results`, {
    method: 'POST',
    body: JSON.stringify({ passed, failed }, null, 2),
  });
  if (failed.length > 0) throw new Error(`${failed.length} tests failed`);
}

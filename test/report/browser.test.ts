/** The report and the editor's pages in a real browser: accessible, readable in every light and width, usable by keyboard, offline. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium } from '../../scripts/vscode-server.mjs';
import { rules } from '../../server/src/engine';
import { editorPage } from '../../server/src/lsp/features/editorPage';
import { baselineText, readBaseline, withoutKnown } from '../../server/src/report/baseline';
import { htmlReport, type HtmlOptions } from '../../server/src/report/html/page';
import type { ReportData } from '../../server/src/report/reportData';
import { auditFolder } from '../support/auditFolder';
import { dedent } from '../support/program';
import { notebook, temporaryFolder } from '../support/temporaryFolder';

const examples = fileURLToPath(new URL('../../examples', import.meta.url));
const screenshots = fileURLToPath(new URL('../../artifacts/screenshots', import.meta.url));
const executablePath = findChromium();

const CLEAN = notebook(
  dedent(`
    from sklearn.datasets import load_breast_cancer
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import f1_score
    from sklearn.model_selection import train_test_split
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler`),
  dedent(`
    X, y = load_breast_cancer(return_X_y=True)
    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)`),
  dedent(`
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(X_train, y_train)
    f1_score(y_test, model.predict(X_test))`),
);

/** What VS Code's dark theme sets, as far as our pages use it. */
const DARK_THEME = `:root {
  --vscode-editor-background: #1f1f1f; --vscode-editor-foreground: #cccccc; --vscode-editorWidget-background: #202020;
  --vscode-descriptionForeground: #9d9d9d; --vscode-widget-border: #313131; --vscode-textCodeBlock-background: #2b2b2b;
  --vscode-textLink-foreground: #4daafc; --vscode-errorForeground: #f85149; --vscode-list-warningForeground: #cca700;
  --vscode-testing-iconPassed: #73c991; --vscode-editor-findMatchHighlightBackground: #623315; --vscode-inputValidation-errorBackground: #5a1d1d;
}`;

describe.skipIf(!executablePath)(
  `in ${executablePath ? 'a real browser' : 'a browser: none is installed'}`,
  () => {
    let browser: Browser;
    let data: ReportData;
    let clean: ReportData;
    let folder: string;

    beforeAll(async () => {
      mkdirSync(screenshots, { recursive: true });
      browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
      const result = await auditFolder(examples, { forReport: true });
      // A third of it is known: the report has a trend to show.
      const known = result.findings.filter((_, index) => index % 3 === 0);
      const path = join(examples, 'baseline.json');
      const read = readBaseline(path, baselineText(path, known));
      if (!read.ok) throw new Error(read.message);
      const compared = withoutKnown(result, read.baseline, () => true);
      data = { result: compared.result, trend: compared.trend, base: examples, rules, version: '1.2.3' };
      folder = temporaryFolder({ 'clean.ipynb': CLEAN });
      clean = {
        result: await auditFolder(folder, { forReport: true }),
        base: folder,
        rules,
        version: '1.2.3',
      };
    });
    afterAll(() => browser.close());

    /** Opens a report's page; everything that the page asks of the network is noted. */
    async function open(
      report: ReportData,
      { options, width = 1200, dark = false }: { options?: HtmlOptions; width?: number; dark?: boolean } = {},
    ): Promise<{ page: Page; requests: string[] }> {
      const file = join(folder, `report-${width}-${dark}-${options ? 'editor' : 'file'}.html`);
      writeFileSync(file, htmlReport(report, options));
      const context = await browser.newContext({
        viewport: { width, height: 900 },
        colorScheme: dark ? 'dark' : 'light',
        bypassCSP: true, // for the checker's own script
      });
      const page = await context.newPage();
      const requests: string[] = [];
      page.on('request', (request) => requests.push(request.url()));
      await page.goto(pathToFileURL(file).href);
      return { page, requests };
    }

    /** What axe-core calls serious or critical, as `rule: elements`. */
    async function violations(page: Page): Promise<string[]> {
      await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core') });
      // Texts, since these tests know no types of a page.
      const { violations: found } = await page.evaluate<AxeResults>(
        `axe.run(document, { resultTypes: ['violations'] })`,
      );
      return found
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(
          ({ id, nodes }) =>
            `${id}: ${nodes
              .slice(0, 5)
              .map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary?.slice(0, 200)}`)
              .join(' | ')}`,
        );
    }

    it.each([
      { name: 'light', width: 1200, dark: false },
      { name: 'dark', width: 1200, dark: true },
      { name: 'narrow', width: 390, dark: false },
    ])('the report is accessible, $name, and fits', async ({ name, width, dark }) => {
      const { page, requests } = await open(data, { width, dark });
      expect(await violations(page)).toEqual([]);
      const overflow = await page.evaluate<number>('document.scrollingElement.scrollWidth - innerWidth');
      expect(overflow).toBeLessThanOrEqual(0);
      expect(requests.filter((url) => !url.startsWith('file:'))).toEqual([]);
      await page.screenshot({ path: join(screenshots, `report-${name}.png`) });
      await page.context().close();
    });

    it('pictures of a leaky and of a clean pipeline', async () => {
      const leaky = await open(data);
      expect(await leaky.page.locator('.picture .flow.leak').count()).toBeGreaterThan(0);
      await leaky.page
        .locator('details.pipeline')
        .first()
        .screenshot({ path: join(screenshots, 'pipeline-leaky.png') });
      await leaky.page.locator('#maturity').screenshot({ path: join(screenshots, 'report-maturity.png') });
      await leaky.page.context().close();
      const spotless = await open(clean);
      expect(await spotless.page.locator('.picture .flow.leak').count()).toBe(0);
      await spotless.page
        .locator('details.pipeline')
        .first()
        .screenshot({ path: join(screenshots, 'pipeline-clean.png') });
      await spotless.page.context().close();
    });

    it('a step leads to its finding, by keyboard', async () => {
      const { page } = await open(data);
      await page.locator('.picture a.is-bad:not(.is-gap)').first().focus();
      await page.keyboard.press('Enter');
      expect(await page.evaluate<string>('location.hash')).toMatch(/^#finding-\d+$/);
      await expect.poll(() => page.locator('article:target').isVisible()).toBe(true);
      await page.context().close();
    });

    it('the boxes hide and show severities', async () => {
      const { page } = await open(data);
      const hints = page.locator('article.hint');
      expect(await hints.first().isVisible()).toBe(true);
      await page.getByRole('checkbox', { name: 'hint' }).uncheck();
      expect(await hints.first().isVisible()).toBe(false);
      await page.context().close();
    });

    it('in the editor: accessible in its colours, and links ask the editor to open code', async () => {
      const options = editorPage('abc');
      const { page } = await open(data, {
        dark: true,
        options: {
          ...options,
          style: `${options.style}${DARK_THEME}`,
          script: {
            nonce: 'abc',
            text: `window.posted = []; window.acquireVsCodeApi = () => ({ postMessage: (it) => window.posted.push(it) });${options.script!.text}`,
          },
        },
      });
      expect(await violations(page)).toEqual([]);
      await page.locator('article.finding a.place').first().click();
      const posted = await page.evaluate<unknown>('posted');
      expect(posted).toEqual([{ open: expect.objectContaining({ line: expect.any(Number) }) }]);
      // A new body takes the place of the old one, and what was unfolded stays so.
      await page.evaluate(`
        document.querySelector('details').open = false;
        postMessage({ body: '<details open><summary>renewed</summary></details>' });
      `);
      await expect.poll(() => page.locator('main').innerText()).toBe('renewed');
      expect(await page.evaluate<boolean>(`document.querySelector('details').open`)).toBe(false);
      await page.context().close();
    });
  },
);

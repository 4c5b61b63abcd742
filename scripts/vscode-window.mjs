// The window of a web workbench: headless Chromium, what the workbench tells it of a suite, and a camera.
import http from 'node:http';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { ensureChromium } from './vscode-server.mjs';

const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-sync',
];
CHROMIUM_FLAGS.push('--disable-background-networking', '--disable-component-update');

/** playwright would survive an interrupt to close its browser, and so keep this process alive for ever. */
const KILLED_WITH_US = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };

const VIEWPORT = { width: 1360, height: 850 };

/** Errors of this server build itself: it has no native modules and no extensions for browsers, and they are not needed. */
const USUAL_ERRORS =
  /Could not locate the bindings file|ServiceWorker|watchdog|Activating extension vscode\.|Error: Not Found/;

/** What the workbench itself says on the way and nobody needs to read. */
const NOISE =
  /^(Resolv|Creating a socket|Updating additional|ChatSession|Ignoring fetching|Request to .*nls|Loading development|\[|The web worker extension host|Started local)/;

/**
 * Starts the browser.
 * @param {{ flags?: string[] }} [options] flags: more of Chromium's switches
 */
export function launchBrowser({ flags = [] } = {}) {
  const args = [...CHROMIUM_FLAGS, ...flags];
  return chromium.launch({ executablePath: ensureChromium(), headless: true, args, ...KILLED_WITH_US });
}

/** Opens an empty window that a camera can look at. */
export function openWindow(browser) {
  return browser.newPage({ viewport: VIEWPORT });
}

/** Gives a promise of the suite's exit code (in an object, so that awaiting this call doesn't await the suite). */
export async function listen(page, verbose = false) {
  if (verbose)
    page.on('console', (message) => console.log('[page]', message.type(), message.text().slice(0, 400)));
  await page.exposeFunction('codeAutomationLog', (type, args) => {
    if (verbose || (type === 'info' && !NOISE.test(String(args[0])))) console.log(...args);
  });
  let finish;
  const exitCode = new Promise((resolve) => (finish = resolve));
  await page.exposeFunction('codeAutomationExit', (code, logs) => {
    if (code !== 0) printErrors(logs);
    finish(code);
  });
  return { exitCode };
}

function printErrors(logs) {
  for (const { relativePath, contents } of logs) {
    if (!/exthost|window\.log/.test(relativePath)) continue;
    const errors = contents
      .split('\n')
      .filter((line) => line.includes('[error]') && !USUAL_ERRORS.test(line));
    if (errors.length > 0) console.error(`-- ${relativePath}\n${errors.slice(-20).join('\n')}`);
  }
}

/** Rejects when a suite takes too long, and leaves a picture of the window. */
export async function expire(page, { screenshots, timeoutMs = 240_000 }) {
  await new Promise((resolve) => setTimeout(resolve, timeoutMs).unref());
  await page.screenshot({ path: path.join(screenshots, 'timeout.png') }).catch(() => {});
  throw new Error(
    `The suite did not finish in ${timeoutMs / 1000} s; see ${path.join(screenshots, 'timeout.png')}`,
  );
}

/**
 * A little server on this machine that a suite asks for pictures: `POST /shoot/<name>` answers when <name>.png is written,
 * `POST /hover/<text>` moves the mouse over the first editor text that contains <text>, as only a window can.
 * @param {string} folder for the pictures
 * @param {Record<string, (argument: string, body: string) => string | void>} [more] further verbs, and what they answer
 */
export async function startCamera(folder, more = {}) {
  let page;
  const verbs = {
    hover: (text) => page.locator('.view-line span span', { hasText: text }).first().hover(),
    shoot: (name) => page.screenshot({ path: path.join(folder, `${name}.png`) }),
    ...more,
  };
  const server = http.createServer(async (request, response) => {
    response.setHeader('Access-Control-Allow-Origin', '*');
    try {
      const [verb, argument] = decodeURIComponent(request.url.slice(1)).split(/\/(.*)/s);
      const answer = await verbs[verb](argument, await bodyOf(request));
      response.end(typeof answer === 'string' ? answer : 'done');
    } catch (error) {
      response.statusCode = 500;
      response.end(String(error));
    }
  });
  return {
    url: await listenLocally(server),
    lookAt: (target) => (page = target),
    stop: () => server.close(),
  };
}

/** @returns {Promise<string>} the origin of a server that listens on a free port of this machine from now on */
export async function listenLocally(server) {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${server.address().port}`;
}

async function bodyOf(request) {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  return body;
}

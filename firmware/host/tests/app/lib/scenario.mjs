// What every scenario shares: a browser, and what must hold on every page whatever is done there.

import { chromium } from 'playwright-core';
import { done, leave } from './ask.mjs';
import { Charger } from './charger.mjs';
import { handOf } from './hand.mjs';
import { PATIENCE } from './until.mjs';

/// Where the page is, as `http://127.0.0.1:8080`.
export const PAGE = process.env.KEYWRIGHT_PAGE;
/// Where the charger is, if something stands between it and the page.
export const CHARGER = process.env.KEYWRIGHT_CHARGER ?? PAGE;

const OPTIONS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/// Runs a scenario in a browser of its own. `body` gets `{ browser, charger, open }`; `open` opens a window of its own,
/// with nothing kept from others. `names` are names that the browser takes for this machine; it then lets pages of any
/// site ask it, as browsers do that do not protect the home network themselves.
export async function scenario(body, { names = [] } = {}) {
  const rules = names.map((name) => `MAP ${name} 127.0.0.1`).join(', ');
  const browser = await chromium.launch({
    executablePath: process.env.KEYWRIGHT_CHROMIUM ?? '/usr/bin/chromium',
    args: rules ? [...OPTIONS, `--host-resolver-rules=${rules}`, '--disable-features=LocalNetworkAccessChecks'] : OPTIONS,
    timeout: PATIENCE,
  });
  const windows = [];
  const open = async (options) => {
    const window = await openWindow(browser, options);
    windows.push(window);
    return window;
  };
  const charger = new Charger(CHARGER, process.env.KEYWRIGHT_PASSWORD);
  try {
    await body({ browser, charger, open });
    // What comes late belongs to it, too: a window that answers has run what stood before.
    for (const { page } of windows) if (!page.isClosed()) await page.evaluate(() => true);
    const complaints = windows.flatMap(({ complaints }) => complaints);
    if (complaints.length > 0) throw new Error(`the page did what it must not:\n  ${complaints.join('\n  ')}`);
    done();
  } catch (error) {
    process.exitCode = 1;
    await explain(error, windows);
  } finally {
    await browser.close();
    leave();
  }
}

/// What was to be seen when it failed.
async function explain(error, windows) {
  // The driver writes for terminals.
  console.error(String(error.stack ?? error).replace(/\x1b\[\d+m/g, ''));
  for (const { page, complaints } of windows) {
    if (page.isClosed()) continue;
    const picture = await page.locator('body').ariaSnapshot({ timeout: 2000 }).catch(() => 'nothing');
    console.error(`${page.url()} showed:\n${picture.slice(0, 6000)}`);
    if (complaints.length > 0) console.error(`with complaints:\n  ${complaints.join('\n  ')}`);
  }
}

/// A window: `page`, a `hand` that works on it, `go` to a route, and what the page did that it must not. `expected` are
/// console errors that belong to the scenario, such as that of a refused value.
async function openWindow(browser, options = {}) {
  const { language = 'en', width = 1280, height = 800, scheme = 'light', expected = [], hand, ...more } = options;
  const context = await browser.newContext({
    locale: language,
    viewport: { width, height },
    colorScheme: scheme,
    reducedMotion: 'reduce',
    permissions: [],
    ...more,
  });
  context.setDefaultTimeout(PATIENCE);
  const complaints = [];
  const requests = [];
  await context.exposeBinding('tellViolation', (_, text) => void complaints.push(`policy: ${text}`));
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      globalThis.tellViolation(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
    });
  });
  context.on('request', (request) => {
    requests.push(request);
    const url = new URL(request.url());
    if (url.origin !== PAGE && url.protocol !== 'data:') complaints.push(`request to ${request.url()}`);
  });
  context.on('console', (message) => {
    const text = `${message.text()} ${message.location().url}`;
    const bad = message.type() === 'error' || message.type() === 'warning';
    if (bad && !expected.some((like) => like.test(text))) complaints.push(`console: ${text}`);
  });
  context.on('weberror', (error) => complaints.push(`exception: ${error.error().message ?? error.error()} ${error.error().stack ?? ""}`));
  context.on('dialog', (dialog) => {
    complaints.push(`${dialog.type()}: ${dialog.message()}`);
    dialog.dismiss();
  });
  const page = await context.newPage();
  const window = { context, page, complaints, requests, hand: handOf(page, hand) };
  /// Opens a route such as `#/keys/amp`, and waits until its values are there.
  window.go = async (route) => {
    // The same address again would leave the page as it is.
    if (page.url() === `${PAGE}/${route}`) await page.reload();
    else await page.goto(`${PAGE}/${route}`);
    await ready(page);
    if ((await page.getByRole('dialog').count()) > 0) throw new Error(`a dialog of the page before is still open on ${route}`);
  };
  return window;
}

/// Waits until the page has its texts and values: then it has a heading.
export async function ready(page) {
  await page.getByRole('main').getByRole('heading').first().waitFor();
}

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

// The tests' npm packages are not in the project; TOOLS is the folder in which npm installed them.
const tools = createRequire(join(process.env.TOOLS, 'package.json'));
const { chromium } = tools('playwright-core');
const axe = await readFile(tools.resolve('axe-core/axe.min.js'), 'utf8');

export const DEVICES = {
  desktop: { width: 1280, height: 860 },
  phone: { width: 360, height: 740 },
};

export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

/** The console message of the browser for every 4xx and 5xx, which tests expect. All other messages are faults. */
const FAILED_RESPONSE = /^Failed to load resource: the server responded with a status of/;

/**
 * Opens a page in a browser profile of its own, and collects its faults: uncaught errors, messages on its console, and
 * violations of its Content-Security-Policy. {@code done} closes the page, and fails if there were any.
 */
export async function open(browser, url, settings = {}) {
  const context = await browser.newContext({
    viewport: DEVICES.desktop,
    permissions: ['clipboard-read', 'clipboard-write'],
    ...settings,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const faults = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (line) => FAILED_RESPONSE.test(line.text()) || faults.push(`${line.type()}: ${line.text()}`));
  await page.exposeFunction('noteViolation', (violation) => faults.push(`CSP: ${violation}`));
  await page.addInitScript(() =>
    document.addEventListener('securitypolicyviolation', (event) =>
      window.noteViolation(`${event.violatedDirective} ${event.blockedURI}`),
    ),
  );
  await page.goto(url);
  return {
    page,
    faults,
    async done() {
      await context.close();
      assert.deepEqual(faults, []);
    },
  };
}

/** Signs in, and waits for the first page of images or for the message that there are none. */
export async function signIn(page, token) {
  await page.getByLabel('Token').fill(token);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('#images li, #empty:visible').first().waitFor();
}

/** Checks that the page in its current state fits its window, and has no serious or critical accessibility violations. */
export async function assertAccessible(page, state) {
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)));
  await page.evaluate(axe); // through the debugger, to which the page's policy does not apply
  const { violations } = await page.evaluate(() => window.axe.run(document));
  const grave = violations.filter((violation) => ['serious', 'critical'].includes(violation.impact));
  assert.deepEqual(
    grave.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).join(' ')}`),
    [],
    state,
  );
  const fits = await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
  assert.equal(fits, true, `${state} is no wider than the window`);
}

/** Checks the page in its current state on all devices, light and dark. Then the page is that of a desktop again. */
export async function assertAccessibleOnAllDevices(page, state) {
  for (const colorScheme of ['light', 'dark']) {
    for (const [device, viewport] of Object.entries(DEVICES)) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(viewport);
      await assertAccessible(page, `${state}, ${colorScheme}, ${device}`);
    }
  }
  await page.emulateMedia({ colorScheme: null });
  await page.setViewportSize(DEVICES.desktop);
}

/** Drops files on the page or pastes them into it, by the events that the browser would send. */
export async function give(page, kind, files) {
  const transfer = await page.evaluateHandle(
    (given) => {
      const data = new DataTransfer();
      given.forEach(({ name, type, base64 }) =>
        data.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name, { type })),
      );
      return data;
    },
    files.map(({ name, type, bytes }) => ({ name, type, base64: Buffer.from(bytes).toString('base64') })),
  );
  if (kind === 'paste') {
    await page.evaluate((data) => window.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data })), transfer);
    return;
  }
  for (const type of ['dragenter', 'dragover', 'drop']) {
    await page.dispatchEvent('body', type, { dataTransfer: transfer });
  }
}

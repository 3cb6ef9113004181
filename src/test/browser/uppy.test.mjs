// Uppy, on a page of another origin, uploads to the packaged application.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { CuttingProxy } from '../../../clients/uploads/cutting-proxy.mjs';
import { noise } from '../../../clients/uploads/pictures.mjs';
import { startApplication, token } from './application.mjs';
import { launch, open } from './page.mjs';
import { startPages } from './pages.mjs';

const MB = 1_000_000;
const tools = createRequire(join(process.env.TOOLS, 'package.json'));
const { build } = tools('esbuild');

let folder;
let pages;
let application;
let proxy;
let browser;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tintype-uppy-'));
  pages = await startPages();
  [application, browser] = await Promise.all([
    startApplication({
      TINTYPE_MAX_UPLOAD: '25M',
      QUARKUS_HTTP_CORS_ENABLED: 'true',
      QUARKUS_HTTP_CORS_ORIGINS: pages.origin,
    }),
    launch(),
  ]);
  proxy = new CuttingProxy([application.url]);
  await proxy.start();
});

after(async () => {
  await browser?.close();
  await proxy?.stop();
  await application?.stop();
  await pages?.stop();
  await rm(folder, { recursive: true });
});

/** Adds a page with Uppy, which uploads the files that are chosen, and returns its URL. */
async function uppyPage(bearer, settings = {}) {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import Uppy from '@uppy/core';
        import Tus from '@uppy/tus';
        const uppy = new Uppy({ autoProceed: true }).use(Tus, {
          endpoint: '${proxy.url}/uploads',
          headers: { Authorization: 'Bearer ${bearer}' },
          retryDelays: [0, 100, 200, 400, 800, 1600],
          ...${JSON.stringify(settings)},
        });
        window.results = [];
        window.sent = 0;
        uppy.on('upload-progress', (_, progress) => (window.sent = progress.bytesUploaded));
        uppy.on('complete', ({ successful, failed }) =>
          window.results.push(...successful.map(({ uploadURL }) => uploadURL), ...failed.map(({ error }) => error)));
        document.querySelector('input').onchange = ({ target }) =>
          [...target.files].forEach((file) => uppy.addFile({ name: file.name, type: file.type, data: file }));
      `,
      resolveDir: process.env.TOOLS,
    },
    bundle: true,
    write: false,
    format: 'iife',
  });
  const script = outputFiles[0].text.replaceAll('</script', '<\\/script');
  return pages.add(`<input type="file" multiple><script>document.addEventListener('DOMContentLoaded', () => {${script}})</script>`);
}

async function file(name, size) {
  const bytes = noise(size);
  const path = join(folder, name);
  await writeFile(path, bytes);
  return { name, path, sha256: createHash('sha256').update(bytes).digest('hex') };
}

async function images(bearer) {
  const headers = { Authorization: `Bearer ${bearer}` };
  const { images: list } = await (await fetch(`${application.url}/images`, { headers })).json();
  return list.map(({ name, sha256 }) => ({ name, sha256 })).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function record(page) {
  const requests = [];
  page.on('request', (request) => {
    const offset = request.headers()['upload-offset'];
    if (request.url().includes('/uploads')) {
      requests.push(offset === undefined ? request.method() : `${request.method()} ${offset}`);
    }
  });
  return requests;
}

const stored = ({ name, sha256 }) => ({ name, sha256 });
const results = async (page, number) =>
  (await page.waitForFunction((least) => window.results.length >= least && window.results, number, { timeout: 40_000 })).jsonValue();

test('uploads from a page of another origin', async () => {
  const bearer = token('uppy');
  const { page, done } = await open(browser, await uppyPage(bearer, { chunkSize: 2 * MB }));
  const requests = record(page);
  const files = [await file('a.png', 5 * MB), await file('b – ü.png', MB)];
  await page.locator('input').setInputFiles(files.map(({ path }) => path));

  const urls = await results(page, 2);
  assert.equal(urls.every((url) => url.startsWith(`${proxy.url}/uploads/`)), true, urls.join());
  assert.deepEqual(await images(bearer), files.map(stored));
  assert.equal(requests.includes(`PATCH ${4 * MB}`), true, requests.join());
  await done();
});

test('continues after cuts', async () => {
  const bearer = token('uppy-cut');
  const { page, faults, done } = await open(browser, await uppyPage(bearer));
  const requests = record(page);
  const chosen = await file('cut.png', 6 * MB);
  const before = proxy.cuts;
  proxy.cut = () => ({ after: 2 * MB, reset: true });
  await page.locator('input').setInputFiles(chosen.path);

  const urls = await results(page, 1);
  proxy.cut = () => undefined;
  assert.match(urls[0], /\/uploads\//);
  assert.equal(proxy.cuts - before >= 2, true);
  assert.equal(requests.includes('HEAD'), true, requests.join());
  assert.deepEqual(await images(bearer), [stored(chosen)]);
  faults.length = 0; // the browser's messages about the cut connections
  await done();
});

test('continues after the page was reloaded', async () => {
  const bearer = token('uppy-reload');
  const { page, faults, done } = await open(browser, await uppyPage(bearer, { chunkSize: MB }));
  const requests = record(page);
  const chosen = await file('reload.png', 8 * MB);
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const network = { offline: false, latency: 0, downloadThroughput: -1 };
  await session.send('Network.emulateNetworkConditions', { ...network, uploadThroughput: 4 * MB });
  await page.locator('input').setInputFiles(chosen.path);
  await page.waitForFunction((bytes) => window.sent > bytes, 4 * MB);
  await page.reload();
  requests.length = 0;
  await session.send('Network.emulateNetworkConditions', { ...network, uploadThroughput: -1 });
  await page.locator('input').setInputFiles(chosen.path);

  await results(page, 1);
  assert.equal(requests.find((request) => request !== 'OPTIONS'), 'HEAD', requests.join());
  assert.equal(requests.includes('POST'), false, requests.join());
  const first = requests.find((request) => request.startsWith('PATCH'));
  assert.equal(Number(first.split(' ')[1]) >= 3 * MB, true, requests.join());
  assert.deepEqual(await images(bearer), [stored(chosen)]);
  faults.length = 0;
  await done();
});

// Uploads of the gallery that survive: cut connections, reloads, other tabs, expiry of the upload and of the token.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { CuttingProxy } from '../../../clients/uploads/cutting-proxy.mjs';
import { noise } from '../../../clients/uploads/pictures.mjs';
import { startApplication, token } from './application.mjs';
import { assertAccessible, launch, open, signIn } from './page.mjs';

const MB = 1_000_000;
/** Files are sent in pieces of this size. */
const PIECE = 8 * 1024 * 1024;
/** Bytes a second, so slow that a test can act during an upload. */
const SLOW = 3 * MB;
/** The service accepts tokens for this long after they have expired. */
const SKEW_SECONDS = 60;

let application;
let browser;
let folder;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tintype-files-'));
  [application, browser] = await Promise.all([startApplication({ TINTYPE_MAX_UPLOAD: '25M' }), launch()]);
});

after(async () => {
  await browser?.close();
  await application?.stop();
  await rm(folder, { recursive: true });
});

/** Defines a test with a library, a page and a proxy of its own, and with the requests of uploads that the page sends. */
function onPage(name, body, service = () => application) {
  test(name, async () => {
    const subject = name.replaceAll(' ', '-');
    const proxy = new CuttingProxy([service().url]);
    const url = await proxy.start();
    const opened = await open(browser, url);
    opened.page.setDefaultTimeout(20_000);
    const requests = record(opened.page);
    try {
      await body({ ...opened, url, subject, bearer: token(subject), proxy, requests });
    } finally {
      const expected = opened.faults.filter((fault) => /net::ERR_/.test(fault)); // of the connections that were cut
      expected.forEach((fault) => opened.faults.splice(opened.faults.indexOf(fault), 1));
      await opened.done();
      await proxy.stop();
    }
  });
}

/** Collects requests such as {@code PATCH 1000}, with the offset. */
function record(page) {
  const requests = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith('/uploads') || request.method() === 'PUT') {
      const offset = request.headers()['upload-offset'];
      requests.push(offset === undefined ? request.method() : `${request.method()} ${offset}`);
    }
  });
  return requests;
}

const count = (requests, method) => requests.filter((request) => request.startsWith(method)).length;
const offsets = (requests) => requests.flatMap((request) => /^PATCH (\d+)$/.exec(request)?.[1] ?? []).map(Number);

/** A page's network is this slow (bytes a second); -1 for no limit. */
async function throttle(page, bytes) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: bytes,
  });
}

async function file(name, size) {
  const bytes = noise(size);
  const path = join(folder, name);
  await writeFile(path, bytes);
  return { name, path, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** Returns the images that the service has, with the SHA-256 of their bytes. */
async function images(bearer, service = application) {
  const headers = { Authorization: `Bearer ${bearer}` };
  const { images: list } = await (await fetch(`${service.url}/images`, { headers })).json();
  return Promise.all(
    list.map(async ({ id, name }) => {
      const bytes = Buffer.from(await (await fetch(`${service.url}/images/${id}`, { headers })).arrayBuffer());
      return { name, sha256: createHash('sha256').update(bytes).digest('hex') };
    }),
  );
}

const once = ({ name, sha256 }) => [{ name, sha256 }];
const choose = (page, chosen) => page.locator('#files').setInputFiles(chosen.path);
const line = (page, name) => page.locator('#uploads li', { hasText: name });
const uploaded = (page, number = 1) => page.getByRole('heading', { name: `${number} uploaded` }).waitFor({ timeout: 40_000 });

/** Waits until more than this fraction is sent, and returns the fraction. */
async function sent(page, name, fraction) {
  const bar = await page.getByRole('progressbar', { name: `Upload of ${name}` }).elementHandle();
  return (await page.waitForFunction(([element, least]) => element.value > least && element.value, [bar, fraction])).jsonValue();
}

/** Returns what the browser remembers of uploads. */
const remembered = (page) =>
  page.evaluate(
    () =>
      new Promise((resolve) => {
        indexedDB.open('tintype').onsuccess = ({ target: { result: database } }) => {
          const all = database.transaction('uploads').objectStore('uploads').getAll();
          all.onsuccess = () => {
            database.close();
            resolve(all.result.map(({ file, ...upload }) => ({ ...upload, bytes: file?.size })));
          };
        };
      }),
  );

onPage('sends a large file in pieces and shows its progress', async ({ page, bearer, requests }) => {
  const chosen = await file('pieces.png', 12 * MB);
  await signIn(page, bearer);
  await throttle(page, SLOW);
  await choose(page, chosen);

  const first = await sent(page, chosen.name, 0.1);
  const second = await sent(page, chosen.name, 0.6);
  assert.equal(first < 0.6 && second < 1, true, `${first} ${second}`);
  assert.match(await line(page, chosen.name).locator('.words').textContent(), /^[6-9]\d %$|^Storing…$/);
  await page.getByRole('heading', { name: 'Uploading 1 image' }).waitFor();
  await uploaded(page);
  assert.deepEqual(requests, ['POST', 'PATCH 0', `PATCH ${PIECE}`]);
  assert.deepEqual(await images(bearer), once(chosen));
  assert.deepEqual(await remembered(page), []);
  await page.locator('#images li.shown').waitFor();
});

onPage('continues after the connection was cut', async ({ page, bearer, proxy, requests }) => {
  const chosen = await file('cut.png', 5 * MB);
  await signIn(page, bearer);
  proxy.cut = () => ({ after: 2 * MB, reset: true });
  proxy.cutAll(); // the upload uses new connections
  await choose(page, chosen);

  await line(page, chosen.name).getByText('Connection lost, will continue').waitFor();
  await page.getByRole('heading', { name: 'Uploading 1 image, paused' }).waitFor();
  assert.deepEqual((await remembered(page)).map(({ bytes }) => bytes), [5 * MB]);
  await uploaded(page);
  assert.deepEqual(await images(bearer), once(chosen));
  assert.equal(count(requests, 'POST'), 1);
  assert.equal(proxy.cuts >= 2 && offsets(requests).some((offset) => offset > MB), true, requests.join(', '));
});

onPage('repeats a small file whose response was lost, and stores it once', async ({ page, bearer, proxy, requests }) => {
  const chosen = await file('small.png', 0.5 * MB);
  await signIn(page, bearer);
  let left = 1;
  proxy.cut = () => (left-- > 0 ? { response: true } : undefined);
  proxy.cutAll(); // the upload uses a new connection
  await choose(page, chosen);

  await uploaded(page);
  assert.deepEqual(requests, ['PUT', 'PUT']);
  assert.deepEqual(await images(bearer), once(chosen));
  assert.deepEqual(await remembered(page), []);
});

onPage('continues by itself after a reload', async ({ page, bearer, requests }) => {
  const chosen = await file('reloaded.png', 16 * MB);
  await signIn(page, bearer);
  await throttle(page, SLOW);
  await choose(page, chosen);
  await sent(page, chosen.name, 0.6);
  const [kept] = await remembered(page);
  assert.equal(JSON.stringify(kept).includes(bearer.split('.')[2]), false, 'no token is stored');
  assert.equal(await page.evaluate(() => localStorage.length), 0);
  requests.length = 0;
  await page.reload();
  await throttle(page, -1);

  await uploaded(page);
  assert.equal(requests[0], 'HEAD');
  assert.equal(count(requests, 'POST'), 0, requests.join(', '));
  assert.equal(Math.min(...offsets(requests)) >= PIECE, true, requests.join(', '));
  assert.deepEqual(await images(bearer), once(chosen));
  assert.deepEqual(await remembered(page), []);
});

onPage('continues files that were waiting when the page was reloaded', async ({ page, bearer }) => {
  const chosen = await Promise.all([1, 2, 3, 4, 5].map((number) => file(`waiting-${number}.png`, 3 * MB)));
  await signIn(page, bearer);
  await throttle(page, MB);
  await page.locator('#files').setInputFiles(chosen.map(({ path }) => path));
  await page.waitForFunction(
    () =>
      new Promise((resolve) => {
        indexedDB.open('tintype').onsuccess = ({ target: { result: database } }) => {
          database.transaction('uploads').objectStore('uploads').count().onsuccess = (event) =>
            resolve(event.target.result === 5);
          database.close();
        };
      }),
  );
  await page.reload();
  await throttle(page, -1);

  await uploaded(page, 5);
  const names = (await images(bearer)).map(({ name, sha256 }) => `${name} ${sha256}`).sort();
  assert.deepEqual(names, chosen.map(({ name, sha256 }) => `${name} ${sha256}`).sort());
});

onPage('leaves an upload to the tab that sends it, and continues it in another tab later', async ({ page, bearer, url, requests }) => {
  const chosen = await file('tabs.png', 16 * MB);
  await signIn(page, bearer);
  await throttle(page, SLOW);
  await choose(page, chosen);
  await sent(page, chosen.name, 0.55);

  const other = await page.context().newPage();
  const ofOther = record(other);
  await other.goto(url);
  await signIn(other, bearer);
  assert.equal(await other.locator('#uploads li').count(), 0);
  assert.deepEqual(ofOther, []);
  const sentBefore = requests.length;
  await page.close();
  await other.reload();

  await uploaded(other);
  assert.equal(ofOther[0], 'HEAD');
  assert.equal(count([...requests, ...ofOther], 'POST'), 1);
  assert.equal(Math.min(...offsets(ofOther)) >= PIECE, true, ofOther.join(', '));
  assert.equal(requests.length, sentBefore);
  assert.deepEqual(await images(bearer), once(chosen));
  await other.close();
});

onPage('discards an upload', async ({ page, bearer, url, requests }) => {
  const chosen = await file('discarded.png', 16 * MB);
  await signIn(page, bearer);
  await throttle(page, SLOW);
  await choose(page, chosen);
  await sent(page, chosen.name, 0.2);
  const [{ resumable }] = await remembered(page);
  const responded = page.waitForResponse((response) => response.request().method() === 'DELETE');
  await page.getByRole('button', { name: `Discard ${chosen.name}` }).click();

  assert.equal((await responded).status(), 204);
  assert.equal(await page.locator('#uploads').isVisible(), false);
  assert.equal(count(requests, 'DELETE'), 1);
  const headers = { Authorization: `Bearer ${bearer}`, 'Tus-Resumable': '1.0.0' };
  assert.equal((await fetch(`${url}/uploads/${resumable}`, { method: 'HEAD', headers })).status, 404);
  assert.deepEqual(await remembered(page), []);
  assert.deepEqual(await images(bearer), []);
});

onPage('continues with a new token after the old one has expired', async ({ page, subject, requests, proxy }) => {
  const chosen = await file('token.png', 24 * MB);
  await signIn(page, token(subject, 8 - SKEW_SECONDS)); // valid during the first of three pieces
  await throttle(page, 2 * MB);
  await choose(page, chosen);
  await page.getByRole('alert').filter({ hasText: 'You are signed out. The token has expired.' }).waitFor({ timeout: 30_000 });
  proxy.cutAll();
  assert.equal((await remembered(page)).length, 1);
  requests.length = 0;
  await throttle(page, -1);
  const bearer = token(subject);
  await signIn(page, bearer);

  await uploaded(page);
  assert.equal(requests[0], 'HEAD');
  assert.equal(count(requests, 'POST'), 0, requests.join(', '));
  assert.equal(Math.min(...offsets(requests)) >= PIECE, true, requests.join(', '));
  assert.deepEqual(await images(bearer), once(chosen));
});

onPage('asks for the same file after the user has signed out', async ({ page, bearer, subject, requests }) => {
  const chosen = await file('chosen.png', 16 * MB);
  const wrong = await file('wrong.png', 2 * MB);
  await signIn(page, bearer);
  await throttle(page, SLOW);
  await choose(page, chosen);
  await sent(page, chosen.name, 0.55);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForFunction(
    () =>
      new Promise((resolve) => {
        indexedDB.open('tintype').onsuccess = ({ target: { result: database } }) => {
          database.transaction('uploads').objectStore('uploads').getAll().onsuccess = (event) =>
            resolve(event.target.result.length === 1 && !event.target.result[0].file);
          database.close();
        };
      }),
  );
  await throttle(page, -1);
  await signIn(page, token(`${subject}-other`));
  assert.equal(await page.locator('#uploads li').count(), 0, 'another library');
  await page.getByRole('button', { name: 'Sign out' }).click();
  requests.length = 0;

  await signIn(page, bearer);
  const unfinished = line(page, chosen.name);
  await unfinished.getByText(/^Unfinished at [5-9]\d %\. Choose the same file to continue\.$/).waitFor();
  await page.getByRole('heading', { name: '1 unfinished' }).waitFor();
  await assertAccessible(page, 'unfinished');
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    unfinished.getByRole('button', { name: 'Choose the file' }).click(),
  ]);
  await chooser.setFiles(wrong.path);
  await unfinished.getByText('This is another file.').waitFor();
  await chooser.setFiles(chosen.path);

  await uploaded(page);
  assert.equal(count(requests, 'POST'), 0, requests.join(', '));
  assert.equal(Math.min(...offsets(requests)) >= PIECE, true, requests.join(', '));
  assert.deepEqual(await images(bearer), once(chosen));
});

test('uploads that expire after a few seconds', async (suite) => {
  const quick = await startApplication({ TINTYPE_MAX_UPLOAD: '25M', TINTYPE_UPLOAD_EXPIRY: 'PT3S' });
  suite.after(() => quick.stop());
  await suite.test('begin anew', async () => {
    const chosen = await file('expired.png', 9 * MB);
    const bearer = token('expired');
    const proxy = new CuttingProxy([quick.url], () => ({ after: 4 * MB }));
    const { page, done, faults } = await open(browser, await proxy.start());
    const requests = record(page);
    try {
      await signIn(page, bearer);
      await choose(page, chosen);
      await line(page, chosen.name).getByText('Connection lost, will continue').waitFor();
      const [{ resumable }] = await remembered(page);
      await page.context().setOffline(true);
      const headers = { Authorization: `Bearer ${bearer}`, 'Tus-Resumable': '1.0.0' };
      const head = () => fetch(`${quick.url}/uploads/${resumable}`, { method: 'HEAD', headers });
      while ((await head()).status !== 410) {
        await new Promise((resolve) => setTimeout(resolve, 100)); // between two attempts
      }
      proxy.cut = () => undefined;
      requests.length = 0;
      await page.context().setOffline(false);

      await uploaded(page);
      assert.equal(count(requests, 'POST'), 1);
      assert.equal(offsets(requests).includes(0), true, requests.join(', '));
      assert.deepEqual(await images(bearer, quick), once(chosen));
    } finally {
      faults.length = 0; // the browser's messages about cut connections
      await done();
      await proxy.stop();
    }
  });
});

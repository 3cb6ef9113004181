// Links that are opened as documents of their own, saved, or embedded as something else than an image.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fixture, link, startApplication, token, upload } from './application.mjs';
import { launch, open } from './page.mjs';
import { startPages } from './pages.mjs';
import { picture } from './pictures.mjs';

const ANN = token('ann');
let application;
let browser;
let site;

before(async () => {
  [site, browser, application] = await Promise.all([startPages(), launch(), startApplication()]);
});

after(async () => {
  await browser?.close();
  await Promise.all([application, site].map((started) => started?.stop()));
});

/** Forgets what the browser reports that it has refused, also of its own page around an image. */
const refused = ({ faults }) => faults.splice(0).forEach((fault) => assert.match(fault, /refused|violat|Blocked|blocked|CSP/i));

/** Saves what the link opens, and returns the name and the bytes of the file that the browser has written. */
async function saved(page, url, asName) {
  const folder = await mkdtemp(join(tmpdir(), 'tintype-downloads-'));
  try {
    const target = await page.context().newCDPSession(page);
    const { targetInfo } = await target.send('Target.getTargetInfo');
    const session = await browser.newBrowserCDPSession();
    const { browserContextId } = targetInfo;
    await session.send('Browser.setDownloadBehavior', { behavior: 'allow', browserContextId, downloadPath: folder, eventsEnabled: true });
    const completed = new Promise((resolve) =>
      session.on('Browser.downloadProgress', ({ state }) => state !== 'inProgress' && resolve(state)),
    );
    await page.goto(site.add(`<a href="${url}">Save</a>`));
    await page.getByText('Save').click();
    assert.equal(await completed, 'completed', asName);
    const [name] = await readdir(folder);
    return { name, bytes: await readFile(join(folder, name)) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Names, and those under which Chromium saves them if it replaces what a file system may not allow. */
const NAMES = [
  ['plain.png'],
  ["it's (1), two.png"],
  ['semi;colon; filename="x".png', 'semi;colon; filename=_x_.png'],
  ['100%41 %2e%2e%2f.png'],
  ['Straße am Meer – 海.png'],
  ['sunset 🌅👩‍👩‍👧.png', 'sunset 🌅👩_👩_👧.png'], // it replaces joiners
  ['שלום עולם.png'],
  ['مرحبا.png'],
  ['photo\u202egpj.png', 'photogpj.png'],
  ['../../etc/passwd.png', 'passwd.png'],
  ['back\\slash.png', 'slash.png'],
  [`${'é'.repeat(119)}ab.png`], // 244 bytes: without its window, Chromium cannot append .crdownload to a longer name
];
const LONGEST = `${'é'.repeat(125)}b.png`;

test('saves an image under its name', async () => {
  const bytes = picture(60, 40);
  const { id } = await upload(application, ANN, 'x.png', bytes);
  const opened = await open(browser, site.add(''), { acceptDownloads: true });
  for (const [fileName, expected = fileName] of NAMES) {
    const url = await link(application, ANN, id, { variant: 'original', disposition: 'attachment', fileName });

    const file = await saved(opened.page, url, fileName);

    assert.equal(file.name.normalize('NFC'), expected, fileName);
    assert.equal(file.bytes.equals(bytes), true, fileName);
  }
  await opened.done();

  const url = await link(application, ANN, id, { disposition: 'attachment', fileName: LONGEST });
  const other = await open(browser, site.add(`<a href="${url}?format=png">Save</a>`));
  const [download] = await Promise.all([other.page.waitForEvent('download'), other.page.getByText('Save').click()]);
  assert.equal(download.suggestedFilename(), LONGEST);
  await other.done();
});

test('a long name and a long subject fit into a URL of 2,000 characters', async () => {
  const bearer = token('s'.repeat(200));
  const { id } = await upload(application, bearer, 'x.png', picture(60, 40));
  const url = await link(application, bearer, id, { variant: 'original', disposition: 'attachment', fileName: '海'.repeat(83) + '.png' });

  assert.equal(url.length < 2000, true, `${url.length}`);
  assert.equal((await fetch(url)).status, 200);
});

test('sends no Referer from an opened link', async () => {
  const { id } = await upload(application, ANN, 'x.png', picture(60, 40));
  const opened = await open(browser, await link(application, ANN, id));
  const next = site.add('next');
  await opened.page.evaluate((url) => (location.href = url), next);
  await opened.page.waitForURL(next);
  refused(opened);
  await opened.done();

  const { referer } = site.requests.findLast(({ path }) => next.endsWith(path));
  assert.equal(referer, undefined);
});

/** Images whose bytes are also HTML or a script. Each fetches /ran from the other site if the browser runs it. */
async function polyglots() {
  const script = `new Image().src='${site.origin}/ran';`;
  const html = `<html><body><script>${script}</script><svg onload="${script}"></svg></body></html>`;
  const jpeg = await fixture('photograph.jpg');
  const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, 0]), Buffer.from(html)]);
  comment.writeUInt16BE(html.length + 2, 2);
  return [
    ['comment.jpg', Buffer.concat([jpeg.subarray(0, 2), comment, jpeg.subarray(2)])],
    ['trailer.png', Buffer.concat([picture(60, 40), Buffer.from(html)])],
    ['trailer.gif', Buffer.concat([await fixture('photograph.gif'), Buffer.from(`/*${html}*/=1;${script}`)])],
  ];
}

test('runs no script in what a link opens', async () => {
  for (const [name, bytes] of await polyglots()) {
    const { id } = await upload(application, ANN, name, bytes);
    const url = await link(application, ANN, id, { variant: 'original' });
    const embedded = site.add(
      `<script src="${url}"></script><link rel="stylesheet" href="${url}"><iframe src="${url}"></iframe>` +
        `<object data="${url}"></object><embed src="${url}"><iframe src="${url}/page.html"></iframe><script src="${url}/x.js"></script>`,
    );
    const opened = await open(browser, url);
    assert.match(await opened.page.evaluate(() => document.contentType), /^image\//, name);
    await opened.page.goto(`${url}/page.html`);
    assert.match(await opened.page.evaluate(() => document.contentType), /^image\//, name);
    await opened.page.goto(embedded, { waitUntil: 'load' });
    refused(opened);
    await opened.done();
  }
  assert.deepEqual(site.requests.filter(({ path }) => path === '/ran'), []);
});

test('refuses SVG', async () => {
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>');

  await assert.rejects(upload(application, ANN, 'x.svg', svg), /415/);
  await assert.rejects(upload(application, ANN, 'x.png', svg), /415/);
});

test("shows each format's original inline", async () => {
  const shownByChromium = ['jpg', 'png', 'gif', 'webp', 'avif', 'bmp'];
  for (const extension of [...shownByChromium, 'heic']) {
    const { id, width } = await upload(application, ANN, `photograph.${extension}`, await fixture(`photograph.${extension}`));
    const url = await link(application, ANN, id, { variant: 'original' });
    const response = await fetch(url);
    assert.match(response.headers.get('content-disposition'), /^inline/, extension);
    assert.match(response.headers.get('content-type'), /^image\//, extension);
    if (shownByChromium.includes(extension)) {
      const opened = await open(browser, url);
      assert.equal(await opened.page.locator('img').evaluate((image) => image.naturalWidth), width, extension);
      await opened.page.goto(site.add(`<img src="${url}" alt="">`));
      assert.equal(await opened.page.locator('img').evaluate((image) => image.naturalWidth), width, extension);
      refused(opened);
      await opened.done();
    }
  }
});

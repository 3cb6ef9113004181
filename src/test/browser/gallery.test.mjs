// Tests the gallery of the packaged application in a real browser. CONTRIBUTING.md explains how to run them.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { eventually, fixture, startApplication, status, token, upload } from './application.mjs';
import { assertAccessible, DEVICES, give, launch, open, signIn } from './page.mjs';
import { picture } from './pictures.mjs';

const run = promisify(execFile);
let application;
let browser;

before(async () => {
  [application, browser] = await Promise.all([startApplication(), launch()]);
});

after(async () => {
  await browser?.close();
  await application?.stop();
});

/** Defines a test with a page and a library of its own. */
function onPage(name, settings, body) {
  test(name, async () => {
    const subject = name.replaceAll(' ', '-');
    const opened = await open(browser, application.url, settings);
    try {
      await body({ ...opened, subject, bearer: token(subject) });
    } finally {
      await opened.done();
    }
  });
}

const names = (page) => page.locator('#images .name').allTextContents();
const card = (page, name) => page.getByRole('button', { name: new RegExp(name) });
const shown = (page, name) => page.locator('li.shown', { hasText: name });

onPage('explains why a token is rejected and keeps a valid one in the tab', {}, async ({ page, bearer, subject }) => {
  const problem = page.locator('#sign-in-problem');
  for (const [wrong, words] of [
    ['nonsense', /not a token/],
    [`${bearer.slice(0, -4)}AAAA`, /is invalid/],
    [token(subject, -3600), /expired/],
  ]) {
    await page.getByLabel('Token').fill(wrong);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await problem.filter({ hasText: words }).waitFor();
    assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  }

  await signIn(page, `Bearer ${bearer}`);
  await page.getByText('No images yet').waitFor();
  await page.reload();
  await page.getByText('No images yet').waitFor();
  assert.equal(page.url(), `${application.url}/`);
  assert.equal(await page.evaluate(() => localStorage.length), 0);

  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('Token').waitFor();
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
});

onPage('leads back to sign-in when the token has expired', {}, async ({ page, bearer, subject }) => {
  const image = await upload(application, bearer, 'kept.png', picture(60, 40));
  await signIn(page, bearer);
  await page.evaluate((old) => sessionStorage.setItem('tintype.token', old), token(subject, -3600));
  await page.reload();

  await page.getByRole('alert').filter({ hasText: /You are signed out\. .*expired/ }).waitFor();
  assert.equal(await page.getByLabel('Token').evaluate((field) => field === document.activeElement), true);
  assert.equal(await page.locator('#images li').count(), 0);
  assert.equal(await status(application, bearer, image.id), 200);
});

onPage('uploads dropped files and shows why one failed', {}, async ({ page, bearer, faults }) => {
  await signIn(page, bearer);
  await give(page, 'drop', [
    { name: 'fjord.png', type: 'image/png', bytes: picture(900, 600, 3) },
    { name: 'notes.png', type: 'image/png', bytes: Buffer.from('no image at all') },
    { name: 'photograph.jpg', type: 'image/jpeg', bytes: await fixture('photograph.jpg') },
  ]);

  await page.getByRole('heading', { name: '2 uploaded, 1 failed' }).waitFor();
  await page.locator('.failed', { hasText: 'notes.png' }).getByText('none of the accepted formats: JPEG, PNG').waitFor();
  await shown(page, 'fjord.png').getByText('900 × 600').waitFor();
  await shown(page, 'photograph.jpg').getByText('320 × 240').waitFor();
  assert.equal(await page.getByText('No images yet').isVisible(), false);

  await give(page, 'drop', [{ name: 'huge.png', type: 'image/png', bytes: Buffer.alloc(2_500_000) }]);
  await page.locator('.failed', { hasText: 'huge.png' }).getByText('at most 2097152 bytes').waitFor();
  assert.deepEqual(faults, []);
});

onPage('shows how far each upload is', {}, async ({ page, bearer }) => {
  await signIn(page, bearer);
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 300_000 };
  await session.send('Network.emulateNetworkConditions', slow);
  const large = Buffer.concat([picture(80, 60), Buffer.alloc(1_000_000)]);
  await page.locator('#files').setInputFiles([
    { name: 'one.png', mimeType: 'image/png', buffer: large },
    { name: 'two.png', mimeType: 'image/png', buffer: large },
  ]);

  for (const name of ['one.png', 'two.png']) {
    const bar = page.getByRole('progressbar', { name: `Upload of ${name}` });
    await page.waitForFunction((element) => element.value > 0 && element.value < 1, await bar.elementHandle());
  }
  await page.getByRole('heading', { name: '2 uploaded' }).waitFor({ timeout: 30_000 });
});

onPage('uploads pasted files', {}, async ({ page, bearer }) => {
  await signIn(page, bearer);
  await give(page, 'paste', [{ name: 'pasted.png', type: 'image/png', bytes: picture(200, 300, 5) }]);

  await shown(page, 'pasted.png').waitFor();
});

onPage('scrolls through three pages and releases distant pictures', {}, async ({ page, bearer }) => {
  for (let batch = 0; batch < 120; batch += 10) {
    const numbers = Array.from({ length: 10 }, (_, i) => batch + i);
    await Promise.all(numbers.map((i) => upload(application, bearer, `small-${i}.png`, picture(60, 45, i))));
  }
  await signIn(page, bearer);
  const lists = [];
  page.on('response', (response) => response.url().includes('/images?') && lists.push(response.url()));

  await page.waitForFunction(() => {
    window.scrollTo(0, document.documentElement.scrollHeight);
    return document.querySelectorAll('#images li').length === 120;
  });

  await page.getByText('120 images').waitFor();
  assert.equal(lists.length >= 1 && lists.every((url) => url.includes('cursor=')), true, lists.join());
  assert.equal(new Set(await names(page)).size, 120);
  await page.locator('#images li:last-child.shown').waitFor();
  assert.equal(await page.locator('#images li:first-child img').getAttribute('src'), null, 'the far picture is released');
  assert.equal((await page.locator('#images img[src]').count()) < 90, true);
});

onPage('opens, downloads and copies', {}, async ({ page, bearer }) => {
  const name = "it's $HOME; a (strange) name.png";
  const bytes = picture(640, 480, 8);
  const image = await upload(application, bearer, name, bytes);
  await signIn(page, bearer);
  await card(page, 'strange').click();
  const dialog = page.getByRole('dialog', { name });
  await dialog.locator('img[src^="/links/"]').waitFor();
  await dialog.getByText('640 × 480 pixels').waitFor();

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Download' }).click(),
  ]);
  assert.equal((await readFile(await download.path())).equals(bytes), true);

  await dialog.getByRole('button', { name: 'Copy id' }).click();
  await dialog.getByText('The id is copied.').waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), image.id);

  await dialog.getByRole('button', { name: 'Copy curl command' }).click();
  await dialog.getByText('The command is copied.').waitFor();
  const command = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(command.includes(bearer), false);
  const folder = await mkdtemp(join(tmpdir(), 'tintype-curl-'));
  await run('sh', ['-c', command], { cwd: folder, env: { PATH: process.env.PATH, TOKEN: bearer } });
  assert.equal((await readFile(join(folder, name))).equals(bytes), true);
  await rm(folder, { recursive: true });

  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
});

onPage('deletes an image unless the user undoes it in time', {}, async ({ page, bearer }) => {
  const image = await upload(application, bearer, 'here.png', picture(90, 60));
  await upload(application, bearer, 'later.png', picture(90, 60));
  await signIn(page, bearer);
  const remove = async () => {
    await card(page, 'here.png').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('Deleted here.png.').waitFor();
    assert.deepEqual(await names(page), ['later.png']);
  };

  await remove();
  assert.equal(await status(application, bearer, image.id), 200, 'there is time');
  await page.getByRole('button', { name: 'Undo' }).click();
  assert.deepEqual(await names(page), ['later.png', 'here.png']);
  assert.equal(await status(application, bearer, image.id), 200);

  await remove();
  const responded = page.waitForResponse((response) => response.request().method() === 'DELETE', { timeout: 20_000 });
  await page.mouse.move(5, 400);
  assert.equal((await responded).status(), 204);
  assert.equal(await status(application, bearer, image.id), 404);
});

onPage('completes pending deletions when the page closes', {}, async ({ page, bearer }) => {
  const image = await upload(application, bearer, 'gone.png', picture(90, 60));
  await signIn(page, bearer);
  await card(page, 'gone.png').focus();
  await page.keyboard.press('Delete');
  await page.getByText('Deleted gone.png.').waitFor();
  await page.reload();
  // The page sends the request while it closes, so the next page may be loaded before the request arrives.
  await eventually(async () => (await status(application, bearer, image.id)) === 404);

  await page.reload();
  await page.getByText('No images yet').waitFor();
});

onPage('does everything by the keyboard', {}, async ({ page, bearer }) => {
  for (const name of ['c.png', 'b.png', 'a.png']) {
    await upload(application, bearer, name, picture(120, 90));
  }
  await page.locator('#token:focus').waitFor();
  await page.keyboard.type(bearer);
  await page.keyboard.press('Enter');
  await page.locator('#images li').nth(2).waitFor();
  const focusIsOn = (text) => page.locator(':focus', { hasText: text }).waitFor();
  for (const expected of ['Upload', 'Sign out', 'a.png']) {
    await page.keyboard.press('Tab');
    await focusIsOn(expected);
  }

  await page.keyboard.press('End');
  await focusIsOn('c.png');
  await page.keyboard.press('ArrowLeft');
  await focusIsOn('b.png');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'b.png' }).waitFor();
  await page.keyboard.press('ArrowRight');
  await page.getByRole('dialog', { name: 'c.png' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await focusIsOn('c.png'); // the image that was open last

  await page.keyboard.press('Delete');
  await page.getByText('Deleted c.png.').waitFor();
  await focusIsOn('b.png');
  await page.getByRole('button', { name: 'Undo' }).focus();
  await page.keyboard.press('Enter');
  await focusIsOn('c.png');
});

for (const colorScheme of ['light', 'dark']) {
  for (const [device, viewport] of Object.entries(DEVICES)) {
    onPage(`is accessible, ${colorScheme}, ${device}`, { colorScheme, viewport }, async ({ page, bearer }) => {
      const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const [red] = ground.match(/\d+/g).map(Number);
      assert.equal(red > 128, colorScheme === 'light', ground);

      await page.getByLabel('Token').fill('nonsense');
      await page.keyboard.press('Enter');
      await page.getByText('This is not a token').waitFor();
      await assertAccessible(page, 'sign-in');
      await signIn(page, bearer);
      await assertAccessible(page, 'no images');
      await give(page, 'drop', [
        { name: 'hills.png', type: 'image/png', bytes: picture(600, 400, 4) },
        { name: 'photograph.heic', type: 'image/heic', bytes: await fixture('photograph.heic') },
        { name: `${'long '.repeat(30)}.txt`, type: 'text/plain', bytes: Buffer.from('words') },
      ]);
      await page.getByRole('heading', { name: '2 uploaded, 1 failed' }).waitFor();
      await shown(page, 'hills.png').waitFor();
      await assertAccessible(page, 'uploads');
      await page.getByRole('button', { name: 'Close the list of uploads' }).click();
      await card(page, 'photograph.heic').click();
      await page.getByRole('button', { name: /^(Newer|Older)/, disabled: false }).click();
      await page.getByRole('dialog', { name: 'hills.png' }).locator('img[src^="/links/"]').waitFor();
      await assertAccessible(page, 'large view');
      await page.getByRole('button', { name: 'Share' }).click();
      await page.getByRole('button', { name: 'Copy link' }).click();
      await page.getByText('The link is copied.').waitFor();
      await page.getByRole('button', { name: 'Revoke all links' }).click();
      await assertAccessible(page, 'share');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Delete' }).click();
      await page.getByText('Deleted hills.png.').waitFor();
      await assertAccessible(page, 'undo');
    });
  }
}

onPage('says what is wrong with the list and tries again', {}, async ({ page, bearer }) => {
  await upload(application, bearer, 'there.png', picture(90, 60));
  const detail = 'Storage is not responding; try again later.';
  await signIn(page, bearer);
  await page.route('**/images?*', (route) =>
    route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify({ detail }) }),
  );
  await page.reload();
  await page.getByRole('alert').getByText(detail).waitFor();
  await page.unroute('**/images?*');
  await page.getByRole('button', { name: 'Try again' }).click();

  await shown(page, 'there.png').waitFor();
});

/** The README's screenshot. SCREENSHOT names the file to write, docs/gallery.jpg in the project. */
const README_PICTURE = { colorScheme: 'light', viewport: { width: 1200, height: 740 }, deviceScaleFactor: 1.5 };
const ALBUM = [
  ['the old bridge.png', 900, 600],
  ['east wind.png', 1000, 700],
  ['harbour at dawn.png', 900, 600],
  ['ridge.png', 600, 800],
  ['first snow.png', 960, 540],
  ['long shadows.png', 800, 800],
  ['the bay.png', 1200, 600],
  ['midsummer.png', 900, 600],
  ['pass road.png', 600, 900],
  ['low tide.png', 960, 640],
  ['hills.png', 900, 600],
  ['evening.png', 1000, 640],
];

onPage('fits the screenshot of the README', README_PICTURE, async ({ page, bearer }) => {
  for (const [index, [name, width, height]] of ALBUM.entries()) {
    await upload(application, bearer, name, picture(width, height, index * 5 + 2));
  }
  await signIn(page, bearer);
  await page.waitForFunction(
    (count) => document.querySelectorAll('li.shown img[src^="/links/"]').length === count,
    ALBUM.length,
  );
  await page.evaluate(() => Promise.all([...document.querySelectorAll('#images img')].map((image) => image.decode())));

  const screenshot = await page.screenshot({ type: 'jpeg', quality: 80 });

  assert.equal(screenshot.length < 200_000, true, `${screenshot.length} bytes`);
  if (process.env.SCREENSHOT) {
    await writeFile(process.env.SCREENSHOT, screenshot);
  }
});

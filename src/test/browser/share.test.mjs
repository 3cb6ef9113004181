// Tests how the gallery shares images by links, and that its own links are renewed in time.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startApplication, token, upload } from './application.mjs';
import { launch, open, signIn } from './page.mjs';
import { picture } from './pictures.mjs';

const HOUR_MILLIS = 3_600_000;
let application;
let browser;

before(async () => {
  [application, browser] = await Promise.all([startApplication({ TINTYPE_LINK_MAX_AGE: 'P2D' }), launch()]);
});

after(async () => {
  await browser?.close();
  await application?.stop();
});

/** Defines a test with an image that is open in the large view. */
function onViewer(name, settings, body) {
  test(name, async () => {
    const bearer = token(name.replaceAll(' ', '-'));
    const image = await upload(application, bearer, 'fjord.png', picture(640, 480, 3));
    const opened = await open(browser, application.url, settings);
    try {
      await signIn(opened.page, bearer);
      await opened.page.getByRole('button', { name: /fjord.png/ }).click();
      await opened.page.getByRole('dialog').locator('img[src^="/links/"]').waitFor();
      await body({ ...opened, bearer, image });
    } finally {
      await opened.done();
    }
  });
}

/** Opens the link, as another person would, and returns its status and for how many milliseconds it opens. */
async function opens(url) {
  const claims = JSON.parse(Buffer.from(url.split('.').at(-2), 'base64url'));
  const { status, headers } = await fetch(url, { headers: { Accept: 'image/webp' } });
  return { status, type: headers.get('content-type'), millis: claims.exp * 1000 - Date.now() };
}

const dialog = (page) => page.getByRole('dialog', { name: 'Share this image' });

onViewer('copies a link with the chosen lifetime', {}, async ({ page }) => {
  await page.getByRole('button', { name: 'Share' }).click();
  for (const [choice, hours] of [['1 day', 24], ['1 hour', 1]]) {
    await dialog(page).getByLabel('The link opens for').selectOption(choice);
    await dialog(page).getByRole('button', { name: 'Copy link' }).click();
    await dialog(page).getByRole('status').filter({ hasText: /^The link is copied\. It opens until .+\d/ }).waitFor();

    const url = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(url.startsWith(`${application.url}/links/ey`), true, url);
    assert.equal(await dialog(page).getByLabel('Link', { exact: true }).inputValue(), url);
    const { status, type, millis } = await opens(url);
    assert.deepEqual([status, type], [200, 'image/webp']);
    assert.equal(millis > (hours - 0.1) * HOUR_MILLIS && millis <= (hours * 1.125 + 0.1) * HOUR_MILLIS, true, `${millis}`);
  }
});

onViewer('says that a lifetime is not allowed', {}, async ({ page }) => {
  await page.getByRole('button', { name: 'Share' }).click();
  await dialog(page).getByLabel('The link opens for').selectOption('7 days');
  await dialog(page).getByRole('button', { name: 'Copy link' }).click();

  await dialog(page).getByRole('alert').getByText('does not allow links that open for so long').waitFor();
  assert.equal(await dialog(page).getByLabel('Link', { exact: true }).isVisible(), false);
});

onViewer('shows the link in a field where the clipboard is not available', { permissions: [] }, async ({ page }) => {
  await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
  await page.getByRole('button', { name: 'Share' }).click();
  await dialog(page).getByRole('button', { name: 'Copy link' }).click();
  await dialog(page).getByRole('status').getByText('Copy the link from the field.').waitFor();

  const field = dialog(page).getByLabel('Link', { exact: true });
  assert.equal(await field.evaluate((input) => input === document.activeElement), true);
  const selected = await page.evaluate(() => getSelection().toString());
  assert.equal(selected, await field.inputValue());
  assert.equal((await opens(selected)).status, 200);
});

onViewer('revokes all links after a confirmation, and shows pictures by new ones', {}, async ({ page, bearer }) => {
  await page.getByRole('button', { name: 'Share' }).click();
  await dialog(page).getByRole('button', { name: 'Copy link' }).click();
  await dialog(page).getByText('The link is copied.').waitFor();
  const url = await page.evaluate(() => navigator.clipboard.readText());

  await dialog(page).getByRole('button', { name: 'Revoke all links' }).click();
  await dialog(page).getByRole('button', { name: 'Keep them' }).click();
  assert.equal((await opens(url)).status, 200);
  await dialog(page).getByRole('button', { name: 'Revoke all links' }).click();
  await dialog(page).getByRole('button', { name: 'Revoke them' }).click();
  await dialog(page).getByText('All links are revoked.').waitFor();
  assert.equal((await opens(url)).status, 404);

  await upload(application, bearer, 'hills.png', picture(640, 480, 9));
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  const fetched = page.waitForResponse((response) => response.url().includes('/links/') && response.status() === 200);
  await page.getByRole('button', { name: /fjord.png/ }).click();
  const used = new URL((await fetched).url()).pathname;
  const { generation } = JSON.parse(Buffer.from(used.split('.').at(-2), 'base64url'));
  assert.equal(generation, 1);
});

onViewer('is used by the keyboard, and leads back to its button', {}, async ({ page, bearer }) => {
  const share = page.getByRole('button', { name: 'Share' });
  await share.focus();
  await page.keyboard.press('Enter');
  await dialog(page).waitFor();
  await page.locator('#share-lifetime:focus').waitFor();
  await page.keyboard.press('ArrowUp');
  assert.equal(await page.locator('#share-lifetime').inputValue(), 'PT1H');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await dialog(page).getByText('The link is copied.').waitFor();
  await page.keyboard.press('ArrowRight'); // moves the large view only while it has the focus
  await page.keyboard.press('Escape');

  await dialog(page).waitFor({ state: 'hidden' });
  await page.locator('#viewer-share:focus').waitFor();
  await page.getByRole('dialog', { name: 'fjord.png' }).waitFor();
});

test('renews links before they expire in a tab that stays open', async () => {
  const bearer = token('renews');
  await upload(application, bearer, 'fjord.png', picture(640, 480, 3));
  const { page, done } = await open(browser, application.url);
  await page.clock.install();
  await page.reload();
  await signIn(page, bearer);
  const small = page.locator('li.shown img[src^="/links/"]');
  await small.waitFor();
  const created = [];
  page.on('request', (request) => /\/links\?/.test(request.url()) && created.push(request.method()));
  const look = async () => {
    await page.getByRole('button', { name: /fjord.png/ }).click();
    await page.getByRole('dialog').locator('img[src^="/links/"]').waitFor();
    await page.getByRole('button', { name: 'Close', exact: true }).first().click();
  };

  await page.clock.setSystemTime(Date.now() + 0.9 * HOUR_MILLIS);
  await look();
  assert.deepEqual(created, []);
  await page.clock.setSystemTime(Date.now() + 0.95 * HOUR_MILLIS);
  await look();
  assert.deepEqual(created, ['POST']);
  await done();
});

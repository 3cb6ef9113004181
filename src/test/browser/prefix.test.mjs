// The gallery behind a proxy that removes a path prefix.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startApplication, token, upload } from './application.mjs';
import { launch, open, signIn } from './page.mjs';
import { picture } from './pictures.mjs';
import { PREFIX, startPrefixProxy } from './prefix-proxy.mjs';

let proxy;
let origin;
let application;
let browser;

before(async () => {
  proxy = await startPrefixProxy(() => application);
  origin = proxy.origin;
  [application, browser] = await Promise.all([startApplication({ TINTYPE_PUBLIC_URL: origin + PREFIX }), launch()]);
});

after(async () => {
  await browser?.close();
  await application?.stop();
  proxy?.stop();
});

test('shows, downloads and shares below a path prefix', async () => {
  const bearer = token('ann');
  const { id } = await upload(application, bearer, 'fjord.png', picture(640, 480, 3));
  const { page, done } = await open(browser, `${origin}${PREFIX}/`);
  await signIn(page, bearer);

  await page.locator(`img[src^="${PREFIX}/links/"]`).first().waitFor();
  await page.getByRole('button', { name: /fjord.png/ }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download' }).click(),
  ]);
  assert.equal(download.suggestedFilename(), 'fjord.png');
  await page.getByRole('button', { name: 'Share' }).click();
  const share = page.getByRole('dialog', { name: 'Share this image' });
  await share.getByRole('button', { name: 'Copy link' }).click();
  await share.getByRole('status').filter({ hasText: /^The link is copied/ }).waitFor();
  const url = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(url.startsWith(`${origin}${PREFIX}/links/ey`), true, url);
  assert.equal((await fetch(url)).status, 200);
  await share.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'Copy curl command' }).click();
  await page.getByText('The command is copied.').first().waitFor();
  const curl = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(curl, new RegExp(`'${origin}${PREFIX}/images/${id}'$`));
  await done();
});

// Which picture the gallery shows of an image: a rendition if the service makes them, and otherwise the original.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startApplication, token, upload } from './application.mjs';
import { launch, open, signIn } from './page.mjs';
import { picture } from './pictures.mjs';

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

/** Opens a large picture in a gallery. Returns the responses that were received and the widths of the pictures. */
async function look(application) {
  const bearer = token('ada');
  await upload(application, bearer, 'fjord.png', picture(1600, 1200, 3));
  const { page, done } = await open(browser, application.url);
  const responses = [];
  page.on('response', (response) => {
    const { pathname, search } = new URL(response.url());
    const path = pathname.split('/').slice(3).join('/') + search;
    if (response.url().includes('/images/')) {
      responses.push({ path, status: response.status(), type: response.headers()['content-type'] });
    }
  });
  await signIn(page, bearer);
  const small = await width(page.locator('li.shown img[src^="blob:"]'));
  await page.getByRole('button', { name: /fjord.png/ }).click();
  const large = await width(page.getByRole('dialog').locator('img[src^="blob:"]'));
  await done();
  return { small, large, responses };
}

const width = (image) => image.evaluate((element) => element.decode().then(() => element.naturalWidth));

async function hasLibvips(application) {
  const { checks } = await (await fetch(`${application.management}/q/health/ready`)).json();
  return checks.find(({ name }) => name === 'renditions').data.available;
}

test('shows renditions in the grid and in the large view', async (context) => {
  const application = await startApplication();
  try {
    if (!(await hasLibvips(application))) {
      context.skip('libvips is not installed');
      return;
    }
    const { small, large, responses } = await look(application);

    assert.deepEqual([small, large], [320, 1280]);
    assert.deepEqual(responses, [
      { path: 'renditions?width=320&height=320', status: 200, type: 'image/webp' },
      { path: 'renditions?width=1280&height=1280', status: 200, type: 'image/webp' },
    ]);
  } finally {
    await application.stop();
  }
});

test('shows presets if the operator allows only other sizes', async (context) => {
  const application = await startApplication({ TINTYPE_SIZES: '64', TINTYPE_PRESETS: 'thumbnail:100,preview:900' });
  try {
    if (!(await hasLibvips(application))) {
      context.skip('libvips is not installed');
      return;
    }
    const { small, large, responses } = await look(application);

    assert.deepEqual([small, large], [100, 900]);
    assert.deepEqual(
      responses.map(({ path, status }) => `${path} ${status}`),
      [
        'renditions?width=320&height=320 400',
        'renditions/thumbnail 200',
        'renditions?width=1280&height=1280 400',
        'renditions/preview 200',
      ],
    );
  } finally {
    await application.stop();
  }
});

test('shows originals without libvips, and requests renditions only once', async () => {
  const application = await startApplication({ TINTYPE_VIPS_LIBRARY: 'off' });
  try {
    const { small, large, responses } = await look(application);

    assert.deepEqual([small, large], [480, 1600]);
    const original = { path: '', status: 200, type: 'image/png' };
    assert.deepEqual(
      responses.map(({ path, status }) => `${path} ${status}`),
      ['renditions?width=320&height=320 501', ' 200', ' 200'],
    );
    assert.deepEqual(responses.at(-1), original);
  } finally {
    await application.stop();
  }
});

// Which picture the gallery shows of an image: a rendition if the service makes them, and otherwise the original.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startApplication, token, upload } from './application.mjs';
import { give, launch, open, signIn } from './page.mjs';
import { picture } from './pictures.mjs';

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

/** Opens a large picture in a gallery. Returns the responses that were received and the widths of the pictures. */
async function look(application, { bearer = token('ada'), settings = {}, then = async () => {} } = {}) {
  await upload(application, token('ada'), 'fjord.png', picture(1600, 1200, 3));
  const { page, done } = await open(browser, application.url, settings);
  const responses = [];
  page.on('response', (response) => {
    const url = response.url();
    const { pathname, search } = new URL(url);
    const [, kind, id, ...rest] = pathname.split('/');
    if (['images', 'links'].includes(kind) && id && !url.startsWith('blob:')) {
      const path = (kind === 'links' ? 'link' : rest.join('/')) + search;
      responses.push({ path, status: response.status(), type: response.headers()['content-type'] });
    }
  });
  await signIn(page, bearer);
  const small = await width(page.locator('li.shown img[src]'));
  await page.getByRole('button', { name: /fjord.png/ }).click();
  await page.waitForFunction(() => document.getElementById('viewer-word').textContent === '');
  const large = await width(page.getByRole('dialog').locator('img[src]'));
  await then(page);
  await done();
  return { small, large, responses };
}

const width = (image) => image.evaluate((element) => element.decode().then(() => element.naturalWidth));

async function hasLibvips(application) {
  const { checks } = await (await fetch(`${application.management}/q/health/ready`)).json();
  return checks.find(({ name }) => name === 'renditions').data.available;
}

/** Runs a test on an application with these variables, if there is libvips or the test needs none. */
function onApplication(name, variables, body, needsLibvips = true) {
  test(name, async (context) => {
    const application = await startApplication(variables);
    try {
      if (needsLibvips && !(await hasLibvips(application))) {
        context.skip('libvips is not installed');
        return;
      }
      await body(application);
    } finally {
      await application.stop();
    }
  });
}

const lines = (responses) => responses.map(({ path, status }) => `${path} ${status}`);
const isBlob = (page) => page.locator('li.shown img[src^="blob:"]').count();

onApplication('shows renditions by links in the grid and in the large view', {}, async (application) => {
  let kept;
  const { small, large, responses } = await look(application, {
    then: async (page) => {
      const images = page.locator('#images img');
      kept = await images.evaluate(({ loading, decoding, sizes }) => ({ loading, decoding, sizes }));
      await page.reload();
      await page.locator('li.shown img[src^="/links/"]').waitFor();
      kept.fromCache = await page.evaluate(() =>
        performance.getEntriesByType('resource').some(({ name, transferSize }) => name.includes('?width=320') && transferSize === 0),
      );
    },
  });

  assert.deepEqual([small, large], [320, 1280]);
  assert.deepEqual(lines(responses).slice(0, 2), ['link?width=320&height=320 200', 'link?width=1280&height=1280 200']);
  assert.deepEqual([...new Set(responses.map(({ type }) => type))], ['image/avif']);
  assert.deepEqual(kept, { loading: 'lazy', decoding: 'async', sizes: '320px', fromCache: true });
});

onApplication('chooses a larger rendition for a screen with more pixels', {}, async (application) => {
  const { responses } = await look(application, { settings: { deviceScaleFactor: 2 } });

  assert.deepEqual(lines(responses), ['link?width=640&height=640 200', 'link?width=2048&height=2048 200']);
});

onApplication(
  'shows presets if the operator allows only other sizes',
  { TINTYPE_SIZES: '64', TINTYPE_PRESETS: 'thumbnail:100,preview:900' },
  async (application) => {
    const { small, large, responses } = await look(application, {
      then: async (page) => {
        await page.keyboard.press('Escape');
        await give(page, 'drop', [{ name: 'later.png', type: 'image/png', bytes: picture(300, 200, 5) }]);
        await page.locator('li.shown', { hasText: 'later.png' }).waitFor();
      },
    });

    assert.deepEqual([small, large], [100, 900]);
    assert.deepEqual(lines(responses), [
      'link?width=320&height=320 400',
      'renditions?width=320&height=320 400',
      'renditions/thumbnail 200',
      'links?expiresIn=PT1H 201',
      'link?width=1280&height=1280 400',
      'renditions?width=1280&height=1280 400',
      'renditions/preview 200',
      '?name=later.png 201', // the upload
      'links?expiresIn=PT1H 201',
      'link?preset=thumbnail 200',
    ]);
  },
);

onApplication(
  'shows originals without libvips, and requests renditions only once',
  { TINTYPE_VIPS_LIBRARY: 'off' },
  async (application) => {
    const { small, large, responses } = await look(application);

    assert.deepEqual([small, large], [480, 1600]);
    assert.deepEqual(lines(responses), ['link?width=320&height=320 501', 'renditions?width=320&height=320 501', ' 200', ' 200']);
    assert.deepEqual(responses.at(-1), { path: '', status: 200, type: 'image/png' });
  },
  false,
);

for (const [reason, variables, scope] of [
  ['if the token has no scope for links', {}, 'images:read'],
  ['if the operator allows only shorter links', { TINTYPE_LINK_MAX_AGE: 'PT10M' }, undefined],
]) {
  onApplication(`shows blobs and no Share ${reason}`, variables, async (application) => {
    let blobs;
    const { small, large, responses } = await look(application, {
      bearer: token('ada', 3600, scope),
      then: async (page) => {
        blobs = await isBlob(page);
        assert.equal(await page.getByRole('button', { name: 'Share' }).isVisible(), false);
      },
    });

    assert.deepEqual([small, large, blobs], [320, 1280, 1]);
    assert.deepEqual(lines(responses), ['renditions?width=320&height=320 200', 'renditions?width=1280&height=1280 200']);
  });
}

onApplication(
  'shows pictures if links have another address',
  { TINTYPE_PUBLIC_URL: 'https://cdn.invalid/tintype' },
  async (application) => {
    const { responses } = await look(application);

    assert.deepEqual(lines(responses), ['link?width=320&height=320 200', 'link?width=1280&height=1280 200']);
  },
);

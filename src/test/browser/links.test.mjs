// Images by links on pages of another site, as an application would show them.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import tintypeLoader, { responsive, WIDTHS } from '../../../clients/web/images.mjs';
import { link, startApplication, token, upload } from './application.mjs';
import { launch, open } from './page.mjs';
import { startPages } from './pages.mjs';
import { flat, picture } from './pictures.mjs';

const ANN = token('ann');
const COLOR = [200, 100, 50];
let friend; // an origin that the operator has allowed
let stranger;
let application;
let browser;
let fjord;
let square;

before(async () => {
  [friend, stranger, browser] = await Promise.all([startPages(), startPages(), launch()]);
  application = await startApplication({
    QUARKUS_HTTP_CORS_ENABLED: 'true',
    QUARKUS_HTTP_CORS_ORIGINS: friend.origin,
  });
  fjord = await link(application, ANN, (await upload(application, ANN, 'fjord.png', picture(1600, 1200, 3))).id);
  square = await link(application, ANN, (await upload(application, ANN, 'square.png', flat(400, 400, COLOR))).id);
});

after(async () => {
  await browser?.close();
  await Promise.all([application, friend, stranger].map((started) => started?.stop()));
});

/** Opens a page in a browser of its own, and runs the body on it. */
async function on(url, settings, body) {
  const opened = await open(browser, url, settings);
  try {
    await body(opened.page, opened.faults);
  } finally {
    await opened.done();
  }
}

/** Returns what an image shows when it is loaded. */
const shown = (page, selector = 'img') =>
  page.locator(selector).evaluate(async (image) => {
    await image.decode();
    return { width: image.naturalWidth, url: image.currentSrc };
  });

const attributes = (values) => Object.entries(values).map(([name, value]) => `${name}="${value.replaceAll('&', '&amp;')}"`).join(' ');

test('shows an image on a page of another site, also if the page requires CORP', async () => {
  const html = `<img src="${fjord}?width=640" alt="">`;
  await on(stranger.add(html), {}, async (page) => assert.equal((await shown(page)).width, 640));

  const isolated = { 'Cross-Origin-Embedder-Policy': 'require-corp', 'Cross-Origin-Opener-Policy': 'same-origin' };
  await on(stranger.add(html, isolated), {}, async (page) => assert.equal((await shown(page)).width, 640));
});

test('lets the browser choose the width for its screen', async () => {
  const image = responsive(fjord, { widths: [320, 640, 1280], sizes: '320px' });
  const url = stranger.add(`<img ${attributes(image)} alt="">`);
  for (const [deviceScaleFactor, width] of [[1, 320], [2, 640]]) {
    await on(url, { deviceScaleFactor }, async (page) => {
      const chosen = await shown(page);
      assert.equal(chosen.url, `${fjord}?width=${width}`);
      assert.equal(chosen.width, 320); // CSS pixels
    });
  }
});

test('serves the sources of a picture', async () => {
  const source = (format) => `<source type="image/${format}" srcset="${fjord}?width=640&amp;format=${format}">`;
  const fallback = `<img src="${fjord}?width=640&amp;format=jpeg" alt="">`;
  for (const [sources, format] of [[['avif', 'webp'], 'avif'], [['x-unknown', 'webp'], 'webp'], [[], 'jpeg']]) {
    const url = stranger.add(`<picture>${sources.map(source).join('')}${fallback}</picture>`);
    await on(url, {}, async (page) => {
      const { width, url: used } = await shown(page);
      assert.deepEqual([width, used], [640, `${fjord}?width=640&format=${format}`]);
      assert.equal((await fetch(used)).headers.get('content-type'), `image/${format}`);
    });
  }
});

test('lets the scripts of an allowed origin read images, and no others', async () => {
  const read = (page) =>
    page.evaluate((url) => fetch(url).then((response) => response.blob(), () => undefined).then((blob) => blob?.type), `${fjord}?width=64&format=png`);

  await on(friend.add(''), {}, async (page) => assert.equal(await read(page), 'image/png'));
  await on(stranger.add(''), {}, async (page, faults) => {
    assert.equal(await read(page), undefined);
    assert.match(faults.splice(0).join(), /blocked by CORS policy/);
  });
});

test('a canvas reads pixels, also after the same URL was shown without crossorigin', async () => {
  const url = `${square}?width=256&format=png`;
  const plain = `<img src="${url}" alt="">`;
  const readable = `<img id="readable" crossorigin="anonymous" src="${url}" alt="">`;
  const pixel = async (page) => {
    await shown(page, '#readable');
    return page.locator('#readable').evaluate((image) => {
      const context = Object.assign(document.createElement('canvas'), { width: 256, height: 256 }).getContext('2d');
      context.drawImage(image, 0, 0);
      return [...context.getImageData(128, 128, 1, 1).data];
    });
  };
  const next = friend.add(readable);

  await on(friend.add(plain), {}, async (page) => {
    await shown(page);
    await page.goto(next); // the browser's cache has the response without an allowed origin
    assert.deepEqual(await pixel(page), [...COLOR, 255]);
    await page.goto(friend.add(plain + readable));
    assert.deepEqual(await pixel(page), [...COLOR, 255]);
  });
});

test('varies by Origin only where the operator allows origins', async () => {
  const vary = async (url, headers = {}) => (await fetch(url, { headers })).headers.get('vary');

  assert.equal(await vary(`${square}?width=64&format=png`), 'Origin');
  assert.equal(await vary(`${square}?width=64`), 'Accept, Origin');
  assert.equal(await vary(`${square}?width=64`, { Origin: friend.origin }), 'Accept, Origin');
});

test("serves every URL of next/image's loader", async (context) => {
  const tools = createRequire(join(process.env.TOOLS, 'next', 'package.json'));
  let next;
  try {
    next = { ...tools('next/dist/shared/lib/get-img-props'), ...tools('next/dist/shared/lib/image-config') };
  } catch {
    context.skip('next is not installed');
    return;
  }
  const { deviceSizes, imageSizes } = next.imageConfigDefault;
  const allSizes = [...deviceSizes, ...imageSizes].sort((one, other) => one - other);
  const imgConf = { ...next.imageConfigDefault, allSizes, qualities: [1, 42, 75, 100] };
  const urls = new Set();
  const small = [32, 48, 64].map((width) => ({ width, height: width }));
  for (const layout of [...small, { width: 400, height: 300 }, { fill: true, sizes: '100vw' }, { width: 64, height: 64, sizes: '33vw' }]) {
    for (const quality of [undefined, 1, 42, 75, 100]) {
      const image = { src: `${fjord}?format=webp`, alt: '', quality, loader: tintypeLoader, ...layout };
      const { props } = next.getImgProps(image, { defaultLoader: () => assert.fail('Another loader'), imgConf });
      [props.src, ...props.srcSet.split(', ').map((candidate) => candidate.split(' ')[0])].forEach((url) => urls.add(url));
    }
  }
  const asked = [...urls].map((url) => new URL(url).searchParams);

  assert.deepEqual([...new Set(asked.map((query) => query.get('quality')))].sort(), ['40', '75', '95', null]);
  assert.deepEqual(
    [...new Set(asked.map((query) => Number(query.get('width'))))].sort((one, other) => one - other),
    [32, 48, 64, 96, 128, 256, 384, 640, 750, 828, 1080, 1200, 1920, 2048, 3840],
  );
  for (const url of urls) {
    const response = await fetch(url);
    assert.deepEqual([response.status, response.headers.get('content-type')], [200, 'image/webp'], url);
    await response.arrayBuffer();
  }
});

test('knows the widths that the service allows', async () => {
  assert.equal(tintypeLoader({ src: '/links/x', width: 100 }), '/links/x?width=128');
  assert.equal(tintypeLoader({ src: '/links/x', width: 9000, quality: 72 }), '/links/x?width=3840&quality=70');
  const { srcset } = responsive('/links/x', { widths: [64], parameters: { focus: '30,75' } });
  assert.equal(srcset, '/links/x?width=64&focus=30%2C75 64w'); // a comma could end the candidate
  const statuses = await Promise.all(WIDTHS.map(async (width) => (await fetch(`${square}?width=${width}`, { method: 'HEAD' })).status));
  assert.deepEqual([...new Set(statuses)], [200]);
});

test("the README's page shows an image when pasted", async () => {
  const [, html] = /```html\n([^]*?)```/.exec(await readFile('README.md', 'utf8'));
  assert.equal(html.includes('LINK'), true);
  await on(stranger.add(html.replaceAll('LINK', fjord)), { deviceScaleFactor: 2 }, async (page) => {
    assert.match((await shown(page)).url, /\?width=1280$/);
  });
});

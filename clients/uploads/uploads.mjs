// Real clients of tus 1.0.0, tus-js-client and tuspy, upload images to a server, also over connections that are cut.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import tus from 'tus-js-client';
import { CuttingProxy } from './cutting-proxy.mjs';
import { noise } from './pictures.mjs';
import { seeded } from './random.mjs';
import { sha256, Tintype, Tusd } from './servers.mjs';

const USAGE = `uploads.mjs [--tusd FOLDER] [--count NUMBER] [--seed NUMBER] [--python PATH] URL...

Each URL is one replica of the service; the token is in TINTYPE_TOKEN, and its library must be empty.
  --tusd FOLDER   the server is tusd with this folder of uploads, not Tintype
  --count NUMBER  of uploads over connections that are cut (default: 100)
  --seed NUMBER   of the random numbers (default: a new one, which is printed)
  --python PATH   a Python that has tuspy (default: python3)`;

const MB = 1_000_000;
const CONCURRENT = 4;
/** tus-js-client begins anew with the delays whenever bytes have arrived. */
const RETRY_DELAYS = [0, 20, 50, 100, 200, 400, ...Array(30).fill(1000)];

const { values: options, positionals: urls } = parseArgs({
  allowPositionals: true,
  options: {
    tusd: { type: 'string' },
    count: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
    python: { type: 'string', default: 'python3' },
  },
});
if (urls.length === 0) {
  console.error(USAGE);
  process.exit(2);
}
const token = process.env.TINTYPE_TOKEN;
const server = options.tusd ? new Tusd(urls[0], options.tusd) : new Tintype(urls[0], token);
const random = seeded(Number(options.seed));
const between = (low, high) => Math.floor(low + random() * (high - low));
const any = (list) => list[between(0, list.length)];
const folder = await mkdtemp(join(tmpdir(), 'tintype-uploads-'));
/** The names and SHA-256 of all images that must be stored at the end. */
const expected = [];

/** Each request has a connection of its own, and therefore a replica of its own. */
const httpStack = new tus.DefaultHttpStack({ agent: new Agent({ keepAlive: false }) });

/** Uploads by tus-js-client. Returns the upload's URL and the requests, such as {@code PATCH 1000}. */
function upload(endpoint, source, name, settings = {}) {
  const requests = [];
  let uploading;
  const done = new Promise((resolve, reject) => {
    uploading = new tus.Upload(source, {
      endpoint,
      httpStack,
      headers: server.headers,
      metadata: { filename: name, filetype: 'image/png' },
      retryDelays: null,
      onBeforeRequest: (request) =>
        void requests.push([request.getMethod(), request.getHeader('Upload-Offset')].filter((part) => part).join(' ')),
      onSuccess: () => resolve({ url: uploading.url, requests }),
      onError: reject,
      ...settings,
    });
  });
  return { uploading, done, requests };
}

/** Uploads by tus-js-client to the end. */
async function uploadWhole(endpoint, source, name, settings) {
  const { uploading, done } = upload(endpoint, source, name, settings);
  uploading.start();
  return done;
}

/** Uploads by tuspy, and returns the upload's URL. */
async function uploadByTuspy(endpoint, bytes, name, ...parameters) {
  const file = join(folder, `${expected.length}-${between(0, 1e9)}.png`);
  await writeFile(file, bytes);
  const { stdout } = await promisify(execFile)(
    options.python,
    [join(import.meta.dirname, 'tuspy_upload.py'), endpoint, file, name, ...parameters],
    { env: { PATH: process.env.PATH, TINTYPE_TOKEN: token ?? '', NO_PROXY: '*' } },
  );
  await rm(file);
  return stdout.trim();
}

/** Notes an image that must be stored once at the end, and checks that it is stored now. */
async function stores(url, bytes, name) {
  expected.push({ name, sha256: sha256(bytes) });
  const stored = await server.stored(url);
  assert.equal(stored && sha256(stored), sha256(bytes), `${name} is stored whole`);
}

const endpoint = urls[0] + server.path;
const methods = (requests) => requests.map((request) => request.split(' ')[0]).join(' ');
const head = (url) => fetch(url, { method: 'HEAD', headers: { 'Tus-Resumable': '1.0.0', ...server.headers } });

const scenarios = {
  async 'tus-js-client: in one request'() {
    const bytes = noise(2 * MB);
    const { url, requests } = await uploadWhole(endpoint, bytes, 'Hafen bei Nacht – 港.png');
    assert.deepEqual(requests, ['POST', 'PATCH 0']);
    await stores(url, bytes, 'Hafen bei Nacht – 港.png');
  },

  async 'tus-js-client: in chunks'() {
    const bytes = noise(5 * MB);
    const { url, requests } = await uploadWhole(endpoint, bytes, 'chunks.png', { chunkSize: 2 * MB });
    assert.deepEqual(requests, ['POST', 'PATCH 0', 'PATCH 2000000', 'PATCH 4000000']);
    await stores(url, bytes, 'chunks.png');
  },

  async 'tus-js-client: a stream whose length is declared at its end'() {
    const bytes = noise(3 * MB);
    const stream = Readable.from(Array.from({ length: 30 }, (_, part) => bytes.subarray((part * MB) / 10, ((part + 1) * MB) / 10)));
    const settings = { uploadLengthDeferred: true, chunkSize: MB };
    const { url } = await uploadWhole(endpoint, stream, 'stream.png', settings);
    assert.equal((await head(url)).headers.get('Upload-Length'), String(bytes.length));
    await stores(url, bytes, 'stream.png');
  },

  async 'tus-js-client: creation with upload'() {
    const bytes = noise(MB);
    const { url, requests } = await uploadWhole(endpoint, bytes, 'whole.png', { uploadDataDuringCreation: true });
    assert.deepEqual(requests, ['POST']);
    await stores(url, bytes, 'whole.png');
  },

  async 'tus-js-client: creation with the first chunk'() {
    const bytes = noise(3 * MB);
    const settings = { uploadDataDuringCreation: true, chunkSize: 2 * MB };
    const { url, requests } = await uploadWhole(endpoint, bytes, 'first.png', settings);
    assert.deepEqual(requests, ['POST', 'PATCH 2000000']);
    await stores(url, bytes, 'first.png');
  },

  async 'tus-js-client: aborted, and resumed by another instance'() {
    const bytes = noise(8 * MB);
    const urlStorage = new tus.FileUrlStorage(join(folder, 'urls.json'));
    const settings = { urlStorage, chunkSize: 2 * MB, removeFingerprintOnSuccess: true };
    await new Promise((resolve, reject) => {
      const { uploading } = upload(endpoint, bytes, 'resumed.png', {
        ...settings,
        onError: reject,
        onChunkComplete: (_, offset) => offset >= 4 * MB && resolve(uploading.abort()),
      });
      uploading.start();
    });

    const { uploading, done, requests } = upload(endpoint, bytes, 'resumed.png', settings);
    const previous = await uploading.findPreviousUploads();
    assert.equal(previous.length, 1);
    uploading.resumeFromPreviousUpload(previous[0]);
    uploading.start();
    const { url } = await done;

    assert.equal(methods(requests), 'HEAD PATCH PATCH');
    assert.equal(requests[1], 'PATCH 4000000');
    assert.equal(url, previous[0].uploadUrl);
    await stores(url, bytes, 'resumed.png');
    // The client reports success before it has removed the URL from the file.
    const end = Date.now() + 10_000;
    while ((await uploading.findPreviousUploads()).length > 0 && Date.now() < end) {
      await setImmediate();
    }
    assert.deepEqual(await uploading.findPreviousUploads(), []);
  },

  async 'tus-js-client: terminated'() {
    const { uploading, requests } = upload(endpoint, noise(3 * MB), 'terminated.png', { chunkSize: MB });
    await new Promise((resolve, reject) => {
      Object.assign(uploading.options, { onError: reject, onChunkComplete: () => resolve(uploading.abort(true)) });
      uploading.start();
    });
    const { url } = uploading;
    assert.equal(methods(requests), 'POST PATCH DELETE');
    assert.equal([404, 410].includes((await head(url)).status), true);
    assert.equal(await server.stored(url), undefined);
  },

  async 'tuspy: in one request'() {
    const bytes = noise(2 * MB);
    await stores(await uploadByTuspy(endpoint, bytes, 'tuspy.png'), bytes, 'tuspy.png');
  },

  async 'tuspy: in chunks with SHA-1'() {
    const bytes = noise(3 * MB);
    const url = await uploadByTuspy(endpoint, bytes, 'tuspy-chunks.png', '--chunk-size', String(MB), '--checksum');
    await stores(url, bytes, 'tuspy-chunks.png');
  },

  async 'tuspy: stopped, and resumed by another process'() {
    const bytes = noise(3 * MB);
    const limits = ['--chunk-size', String(MB), '--stop-at', String(2 * MB)];
    const begun = await uploadByTuspy(endpoint, bytes, 'tuspy-resumed.png', ...limits);
    assert.equal((await head(begun)).headers.get('Upload-Offset'), String(2 * MB));
    const url = await uploadByTuspy(endpoint, bytes, 'tuspy-resumed.png', '--resume', begun);
    assert.equal(url, begun);
    await stores(url, bytes, 'tuspy-resumed.png');
  },

  async 'a wrong checksum appends nothing'() {
    const announced = await fetch(endpoint, { method: 'OPTIONS', headers: server.headers });
    if (!announced.headers.get('Tus-Extension')?.split(',').includes('checksum')) {
      return 'the server does not offer checksums';
    }
    const bytes = noise(MB);
    const { uploading } = upload(endpoint, bytes, 'checksums.png', { chunkSize: 1000 });
    await new Promise((resolve, reject) => {
      Object.assign(uploading.options, { onError: reject, onChunkComplete: () => resolve(uploading.abort()) });
      uploading.start();
    });
    const patch = async (algorithm, digest) => {
      const { status } = await fetch(uploading.url, {
        method: 'PATCH',
        headers: {
          ...server.headers,
          'Tus-Resumable': '1.0.0',
          'Upload-Offset': '1000',
          'Content-Type': 'application/offset+octet-stream',
          'Upload-Checksum': `${algorithm} ${digest}`,
        },
        body: bytes.subarray(1000),
      });
      return [status, (await head(uploading.url)).headers.get('Upload-Offset')];
    };
    for (const algorithm of announced.headers.get('Tus-Checksum-Algorithm').split(',')) {
      const wrong = createHash(algorithm).update('other').digest('base64');
      assert.deepEqual(await patch(algorithm, wrong), [460, '1000'], algorithm);
    }
    const right = createHash('sha1').update(bytes.subarray(1000)).digest('base64');
    assert.deepEqual(await patch('sha1', right), [204, String(bytes.length)]);
    await stores(uploading.url, bytes, 'checksums.png');
  },

  async 'connections that are cut, a random replica for each request'() {
    const proxy = new CuttingProxy(urls, randomCut, any);
    await proxy.start();
    const through = proxy.url + server.path;
    const sizes = [];
    const resumed = [];
    let next = 0;
    const one = async (number) => {
      const bytes = noise(between(MB, 20 * MB));
      const name = `cut-${number}.png`;
      const url = await uploadCut(through, bytes, name, resumed);
      sizes.push(bytes.length);
      await stores(url.replace(proxy.url, urls[0]), bytes, name);
    };
    // A few uploads may all be small and cut nowhere: then more follow.
    const count = Number(options.count);
    const isDone = () => next >= count && ((proxy.cuts > 0 && resumed.length > 0) || next >= 10 * count);
    const worker = async () => {
      while (!isDone()) {
        await one(next++);
      }
    };
    try {
      await Promise.all(Array.from({ length: CONCURRENT }, worker));
    } finally {
      await proxy.stop();
    }
    assert.equal(proxy.cuts > 0 && resumed.length > 0, true, 'connections were cut, and uploads resumed');
    const megabytes = Math.round(sizes.reduce((sum, size) => sum + size, 0) / MB);
    return (
      `${sizes.length} uploads of ${megabytes} MB, ${proxy.connections} connections, ${proxy.cuts} cut; ` +
      `tus-js-client resumed ${resumed.length} times at offsets up to ${Math.max(...resumed)}`
    );
  },

  async 'every image is stored exactly once'() {
    const order = (images) => images.map((image) => `${image.name} ${image.sha256}`).sort();
    assert.deepEqual(order(await server.all()), order(expected));
    return `${expected.length} images`;
  },
};

/** Six of ten connections are cut: at a random byte, or at the response. */
function randomCut() {
  const kind = random();
  if (kind < 0.45) {
    return { after: between(0, 5 * MB), reset: random() < 0.5 };
  }
  return kind < 0.6 ? { response: true } : undefined;
}

/** Uploads by one of the clients in one of the ways that survive cuts, and returns the upload's URL. */
async function uploadCut(through, bytes, name, resumed) {
  const chunkSize = between(MB, 6 * MB);
  if (random() < 0.2) {
    return uploadByTuspy(through, bytes, name, ...(random() < 0.5 ? ['--checksum', '--chunk-size', String(chunkSize)] : []));
  }
  const settings = any([
    {},
    { chunkSize },
    // The last byte is never sent with the creation: if its response were lost, the client would create another image.
    { chunkSize: Math.min(chunkSize, bytes.length - 1), uploadDataDuringCreation: true },
  ]);
  const { url, requests } = await uploadWhole(through, bytes, name, { retryDelays: RETRY_DELAYS, ...settings });
  const afterHead = requests.filter((_, index) => requests[index - 1] === 'HEAD').map((request) => request.split(' ')[1]);
  resumed.push(...afterHead.map(Number).filter((offset) => offset > 0));
  return url;
}

console.log(`seed ${options.seed}`);
let failed = 0;
for (const [name, scenario] of Object.entries(scenarios)) {
  const start = Date.now();
  try {
    const note = await scenario();
    console.log(`passed: ${name} (${Date.now() - start} ms)${note ? `: ${note}` : ''}`);
  } catch (failure) {
    failed++;
    console.log(`FAILED: ${name}: ${failure.stack}`);
  }
}
await rm(folder, { recursive: true });
console.log(`uploads: ${Object.keys(scenarios).length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

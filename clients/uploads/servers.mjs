import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

const idOf = (upload) => new URL(upload).pathname.split('/').pop();

async function get(url, headers) {
  const response = await fetch(url, { headers });
  return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) };
}

/** Tintype: a complete upload is an image with the same id. */
export class Tintype {
  path = '/uploads';

  constructor(url, token) {
    this.url = url;
    this.headers = { Authorization: `Bearer ${token}` };
  }

  /** Returns the bytes that an upload has stored, or undefined. */
  async stored(upload) {
    const { status, bytes } = await get(`${this.url}/images/${idOf(upload)}`, this.headers);
    assert.equal([200, 404].includes(status), true, `${status} for the image of ${upload}`);
    return status === 200 ? bytes : undefined;
  }

  /** Returns names and SHA-256 of everything that is stored. */
  async all() {
    const images = [];
    for (let cursor = ''; cursor !== undefined; ) {
      const { status, bytes } = await get(`${this.url}/images?limit=100${cursor && `&cursor=${cursor}`}`, this.headers);
      assert.equal(status, 200, String(bytes));
      const page = JSON.parse(bytes);
      images.push(...page.images);
      cursor = page.next;
    }
    return images.map((image) => ({ name: image.name, sha256: image.sha256 }));
  }
}

/** tusd (github.com/tus/tusd) with its folder of files, in which each upload has its bytes and a description. */
export class Tusd {
  path = '/files/';
  headers = {};

  constructor(url, folder) {
    this.url = url;
    this.folder = folder;
  }

  async stored(upload) {
    const { status, bytes } = await get(upload);
    return status === 200 ? bytes : undefined;
  }

  async all() {
    const complete = [];
    for (const file of (await readdir(this.folder)).filter((name) => name.endsWith('.info'))) {
      const info = JSON.parse(await readFile(join(this.folder, file), 'utf8'));
      const bytes = join(this.folder, file.slice(0, -'.info'.length));
      if (!info.SizeIsDeferred && (await stat(bytes)).size === info.Size) {
        complete.push({ name: info.MetaData.filename, sha256: sha256(await readFile(bytes)) });
      }
    }
    return complete;
  }
}

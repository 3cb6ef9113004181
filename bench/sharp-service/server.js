// A minimal image service on sharp: GET /NAME/WIDTH scales an original of the folder ORIGINALS to fit a square, as WebP, and
// keeps it in the folder KEPT. It has no token and no checks. PORT is its port on 127.0.0.1.
import { createReadStream } from 'node:fs';
import { rename, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import sharp from 'sharp';

const { ORIGINALS, KEPT, PORT } = process.env;

createServer(async (request, response) => {
  const [, name, width] = request.url.match(/^\/([\w.]+)\/(\d+)$/) ?? [];
  if (name === undefined) {
    response.writeHead(404).end();
    return;
  }
  const kept = join(KEPT, `${name}-${width}.webp`);
  try {
    const size = await stat(kept).then(
      (found) => found.size,
      () => make(join(ORIGINALS, name), Number(width), kept),
    );
    response.writeHead(200, { 'Content-Type': 'image/webp', 'Content-Length': size });
    createReadStream(kept).pipe(response);
  } catch (error) {
    response.writeHead(500).end(String(error));
  }
}).listen(Number(PORT), '127.0.0.1');

/** Makes a rendition and returns its size in bytes. */
async function make(original, width, kept) {
  const bytes = await sharp(original)
    .rotate()
    .resize({ width, height: width, fit: 'inside', withoutEnlargement: true })
    .webp()
    .toBuffer();
  await writeFile(`${kept}.part`, bytes);
  await rename(`${kept}.part`, kept);
  return bytes.length;
}

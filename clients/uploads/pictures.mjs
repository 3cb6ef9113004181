import { randomFillSync } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';

/** Length, type and CRC of a chunk. */
const FRAME = 12;
const MAX_SIDE = 2000;

/** Makes a valid PNG of exactly this size, at least 1000 bytes. Its pixels are random, and therefore do not compress. */
export function noise(bytes) {
  const width = Math.min(MAX_SIDE, Math.floor(Math.sqrt(bytes / 3)));
  const height = Math.floor((bytes * 0.99 - 100) / (width * 3 + 1));
  const rows = randomFillSync(Buffer.allocUnsafe((width * 3 + 1) * height));
  for (let y = 0; y < height; y++) {
    rows[y * (width * 3 + 1)] = 0; // no filter
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8); // 8 bits, RGB
  const parts = [
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 0 })),
    chunk('IEND', Buffer.alloc(0)),
  ];
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  parts.splice(2, 0, chunk('fiLl', Buffer.alloc(bytes - size - FRAME))); // a private chunk, which decoders ignore
  return Buffer.concat(parts);
}

function chunk(type, data) {
  const framed = Buffer.alloc(data.length + FRAME);
  framed.writeUInt32BE(data.length, 0);
  framed.write(type, 4, 'latin1');
  framed.set(data, 8);
  framed.writeUInt32BE(crc32(framed.subarray(4, data.length + 8)), data.length + 8);
  return framed;
}

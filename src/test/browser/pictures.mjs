import { crc32, deflateSync } from 'node:zlib';

/** Makes a PNG of this size in one color. */
export function flat(width, height, color) {
  return png(width, height, () => color);
}

/** Makes a PNG of this size: a sky, hills and a sun, in colors that depend on the seed. */
export function picture(width, height, seed = 0) {
  const [sunX, sunY] = [width * (0.2 + ((seed * 37) % 60) / 100), height * (0.25 + ((seed * 17) % 20) / 100)];
  return png(width, height, (x, y) => colour(x / width, y / height, Math.hypot(x - sunX, y - sunY) / height, seed));
}

function png(width, height, colorAt) {
  const pixels = Buffer.alloc((width * 3 + 1) * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      pixels.set(colorAt(x, y), y * (width * 3 + 1) + 1 + x * 3);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function colour(x, y, fromSun, seed) {
  const hue = (seed * 47) % 360;
  for (let hill = 2; hill >= 0; hill--) {
    const top = 0.5 + hill * 0.14 + 0.09 * Math.sin(x * (3 + hill * 2) + seed + hill * 2);
    if (y > top) {
      return fromHsl(hue + 140 + hill * 10, 0.28, 0.46 - hill * 0.12);
    }
  }
  return fromSun < 0.07 ? [250, 240, 210] : fromHsl(hue + 40 * y, 0.5, 0.62 + 0.26 * y);
}

function fromHsl(hue, saturation, lightness) {
  const part = (n) => {
    const k = (n + hue / 30) % 12;
    return lightness - saturation * Math.min(lightness, 1 - lightness) * Math.max(-1, Math.min(k - 3, 9 - k, 1));
  };
  return [part(0), part(8), part(4)].map((value) => Math.round(value * 255));
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

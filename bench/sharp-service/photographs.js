// photographs.js FOLDER COUNT: writes JPEG files of 12 megapixels that compress as photographs do: noise at several scales
// over a gradient. Every second one has a color profile.
import { join } from 'node:path';
import sharp from 'sharp';

const [folder, count] = [process.argv[2], Number(process.argv[3])];
const [width, height] = [4000, 3000];
const SCALES = [
  { columns: 8, rows: 6, sigma: 50 },
  { columns: 40, rows: 30, sigma: 25 },
  { columns: 200, rows: 150, sigma: 14 },
  { columns: 1000, rows: 750, sigma: 8 },
  { columns: 4000, rows: 3000, sigma: 7 },
];

for (let number = 0; number < count; number++) {
  const layers = await Promise.all(
    SCALES.map(async ({ columns, rows, sigma }) => ({
      input: await sharp({
        create: { width: columns, height: rows, channels: 3, noise: { type: 'gaussian', mean: 128, sigma } },
      })
        .resize(width, height, { kernel: 'cubic', fit: 'fill' })
        .png({ compressionLevel: 0 })
        .toBuffer(),
      blend: 'overlay',
    })),
  );
  const [red, green, blue] = [90 + ((number * 37) % 90), 90 + ((number * 53) % 90), 90 + ((number * 71) % 90)];
  const image = sharp({ create: { width, height, channels: 3, background: { r: red, g: green, b: blue } } }).composite(layers);
  await (number % 2 ? image.withIccProfile('srgb') : image)
    .jpeg({ quality: 90 })
    .toFile(join(folder, `photograph${String(number).padStart(2, '0')}.jpg`));
}

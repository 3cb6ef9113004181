// Uses all operations of Tintype as a client in TypeScript would. The client is generated into ./client; see ../README.md.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { Configuration, type Image, ImagesApi, LinksApi, type Problem, ProblemFromJSON, ResponseError } from "./client/index.js";

const { TINTYPE_URL: basePath, TINTYPE_TOKEN: token, TINTYPE_IMAGES: folder } = process.env;
assert(basePath && token && folder);
const configuration = new Configuration({ basePath, accessToken: token });
const images = new ImagesApi(configuration);
const links = new LinksApi(configuration);

/** Returns the response of a call that must fail. */
async function failure(call: Promise<unknown>): Promise<Response> {
  try {
    await call;
  } catch (error) {
    if (error instanceof ResponseError) return error.response;
    throw error;
  }
  throw new Error("The call succeeded");
}

/** Returns the problem with which a call failed. */
async function problem(call: Promise<unknown>): Promise<Problem> {
  return ProblemFromJSON(await (await failure(call)).json());
}

async function upload(name: string, storedAs: string = name): Promise<Image> {
  return images.uploadImage({ file: new File([await readFile(`${folder}/${name}`)], storedAs) });
}

// Upload.
const photograph = await upload("photograph.jpg", "Straße am Meer.jpg");
const others = [await upload("photograph.png"), await upload("photograph.gif")];
const bytes = await readFile(`${folder}/photograph.jpg`);
assert.equal(photograph.name, "Straße am Meer.jpg");
assert.equal(photograph.mediaType, "image/jpeg");
assert.equal(photograph.size, bytes.length);
assert(photograph.createdAt instanceof Date);

// A file that is not an image is rejected with 415.
const unsupported = await problem(images.uploadImage({ file: new File(["%PDF-1.7\n"], "scan.jpg") }));
assert.equal(unsupported.status, 415);
assert.equal(unsupported.type, "urn:tintype:problem:unsupported-image");
assert.equal(unsupported.detectedType, "application/pdf");

// List, two images a page, to the end.
const listed: Image[] = [];
let pages = 0;
let cursor: string | undefined;
do {
  const page = await images.listImages({ limit: 2, cursor });
  listed.push(...page.images);
  cursor = page.next;
  pages++;
} while (cursor);
assert.equal(pages, 2);
assert.deepEqual(listed, [...others.toReversed(), photograph]);

// Describe.
const { id } = photograph;
assert.deepEqual(await images.describeImage({ id }), photograph);

// Download, and then download again only if the bytes have changed. The entity tag is the quoted SHA-256.
const download = await images.downloadImageRaw({ id });
const etag = `"${photograph.sha256}"`;
assert.equal(download.raw.headers.get("ETag"), etag);
assert(bytes.equals(new Uint8Array(await (await download.value()).arrayBuffer())));
const unchanged = await failure(images.downloadImage({ id, ifNoneMatch: etag }));
assert.equal(unchanged.status, 304);

// Make a thumbnail by a preset, and a crop by parameters, unless the service has no renditions.
try {
  const thumbnail = await images.downloadRendition({ id, preset: "thumbnail" });
  assert.equal(thumbnail.type, "image/webp");
  const crop = await images.renderImage({ id, width: 64, height: 64, fit: "cover", focus: "30,75", format: "png" });
  assert.equal(crop.type, "image/png");
  assert.equal(new DataView(await crop.arrayBuffer()).getUint32(16), 64); // the width in the header of a PNG
} catch (error) {
  assert(error instanceof ResponseError);
  assert.equal(ProblemFromJSON(await error.response.json()).type, "urn:tintype:problem:renditions-unavailable");
}

// A size that the service does not allow is rejected with 400, and the violation names the nearest.
const size = await problem(images.renderImage({ id, width: 100 }));
assert.equal(size.status, 400);
assert.deepEqual(size.violations, [
  { parameter: "width", message: "must be an allowed size; the nearest is 96 or 128" },
]);

// Create a link, which opens the image without the token, and list images with links. Then revoke them.
const link = await links.createLink({ id, variant: "original" });
assert(link.expiresAt && link.expiresAt.getTime() > Date.now());
const open = async (url: string) => fetch(new URL(url, basePath));
assert(bytes.equals(new Uint8Array(await (await open(link.url)).arrayBuffer())));
const linked = await images.listImages({ link: "PT1H" });
assert.deepEqual(linked.images.map((image) => image.link !== undefined), [true, true, true]);
assert.equal((await links.revokeLinks()).generation, 1);
assert.equal((await open(link.url)).status, 404);

// Delete; the image then does not exist.
await images.deleteImage({ id });
const absent = await problem(images.describeImage({ id }));
assert.equal(absent.status, 404);
assert.equal(absent.type, "urn:tintype:problem:image-not-found");

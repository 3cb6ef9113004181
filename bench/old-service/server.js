// A stand-in for the Koa service that Tintype succeeds: its three routes and the way it works, as a baseline for measurements.
import { createReadStream } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import Koa from 'koa';
import Router from '@koa/router';
import jwt from 'koa-jwt';
import { koaBody } from 'koa-body';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

const Bucket = process.env.BUCKET_NAME;
// Without the SDK's own checksums, which cost time and which the old service did not compute.
const s3 = new S3Client({
  forcePathStyle: true,
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
});

const router = new Router();
router.post('/images', koaBody({ multipart: true, formidable: { maxFileSize: 25 * 1024 * 1024 } }), async (context) => {
  const { file } = context.request.files;
  const id = randomUUID();
  try {
    await s3.send(new PutObjectCommand({
      Bucket,
      Key: `images/${id}`,
      Body: createReadStream(file.filepath),
      ContentLength: file.size,
      ContentType: file.mimetype,
    }));
  } finally {
    await unlink(file.filepath);
  }
  context.status = 201;
  context.body = { id };
});
router.get('/images', async (context) => {
  const response = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'images/', MaxKeys: 100 }));
  context.body = (response.Contents ?? []).map(({ Key, Size, LastModified }) => ({
    id: Key.slice('images/'.length),
    size: Size,
    lastModified: LastModified,
  }));
});
router.get('/images/:id', async (context) => {
  const response = await s3.send(new GetObjectCommand({ Bucket, Key: `images/${context.params.id}` }));
  context.type = response.ContentType;
  context.length = response.ContentLength;
  context.body = response.Body;
});

const app = new Koa();
app.use(jwt({ secret: process.env.JWT_SECRET }));
app.use(router.routes());
app.listen(Number(process.env.PORT), '127.0.0.1');

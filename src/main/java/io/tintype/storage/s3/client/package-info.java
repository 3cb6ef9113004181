/**
 * Calls to an S3 bucket: settings, address, signature, transport, proxy, retries, timeouts and XML. Each call is a
 * {@link io.tintype.storage.s3.client.S3Request}, made by a {@link io.tintype.storage.s3.client.Bucket}. Nothing here
 * knows of images.
 */
package io.tintype.storage.s3.client;

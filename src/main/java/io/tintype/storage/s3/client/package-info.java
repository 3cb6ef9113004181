/**
 * Calls S3 buckets: settings, address, signature, transport, proxy, retries, timeouts and XML. Each call is a
 * {@link io.tintype.storage.s3.client.S3Request}, which a {@link io.tintype.storage.s3.client.Bucket} sends. No class
 * here depends on images.
 */
package io.tintype.storage.s3.client;

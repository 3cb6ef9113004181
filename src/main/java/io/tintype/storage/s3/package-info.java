/**
 * The S3 store, for AWS and for any store that implements its protocol. This package defines the keys and metadata of
 * an image, and the order in which they are written. It implements {@link io.tintype.storage.ImageStore};
 * {@code client} sends the requests, and {@code admin} contains what only the audit and the import need.
 *
 * <p>The service needs {@code s3:GetObject}, {@code s3:PutObject} and {@code s3:DeleteObject} on the bucket's objects,
 * and {@code s3:ListBucket} on the bucket: for listing, and because S3 responds 403 for a missing key to a caller that
 * may not list. The store must support {@code If-None-Match: *} on a PutObject; otherwise an id may be stored twice.
 *
 * <p>The bucket should have lifecycle rules that abort incomplete multipart uploads and expire the objects below
 * {@code uploads/}, and needs no other rule.
 */
package io.tintype.storage.s3;

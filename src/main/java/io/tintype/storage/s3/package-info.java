/**
 * The S3 store, for AWS and for any store that speaks its protocol. Here belongs everything that knows of buckets and
 * of the AWS SDK, and nothing else. What the service asks goes by {@link io.tintype.storage.s3.Bucket}, what the
 * commands ask by the SDK's client; the port is {@link io.tintype.storage.ImageStore}.
 *
 * <p>Needs on the bucket's objects {@code s3:GetObject}, {@code s3:PutObject} and {@code s3:DeleteObject}, and on the
 * bucket {@code s3:ListBucket}: for listing, and because S3 answers 403 for a missing key to a caller that may not
 * list. The store must honour {@code If-None-Match: *} on a PutObject, or an id may be stored twice.
 *
 * <p>The bucket should end unfinished multipart uploads by itself, and needs no other rule.
 */
package io.tintype.storage.s3;

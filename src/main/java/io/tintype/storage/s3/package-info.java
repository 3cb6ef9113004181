/**
 * The S3 store, for AWS and for any store that speaks its protocol: which keys and metadata an image has, and in which
 * order they are written. Implements {@link io.tintype.storage.ImageStore}; {@code client} makes the calls, and {@code
 * admin} has what only the audit and the import need.
 *
 * <p>Needs on the bucket's objects {@code s3:GetObject}, {@code s3:PutObject} and {@code s3:DeleteObject}, and on the
 * bucket {@code s3:ListBucket}: for listing, and because S3 answers 403 for a missing key to a caller that may not
 * list. The store must honour {@code If-None-Match: *} on a PutObject, or an id may be stored twice.
 *
 * <p>The bucket should end unfinished multipart uploads by itself, and needs no other rule.
 */
package io.tintype.storage.s3;

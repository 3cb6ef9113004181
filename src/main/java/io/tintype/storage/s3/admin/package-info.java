/** Reads and repairs the objects of an S3 bucket, for the audit and the import only. */
package io.tintype.storage.s3.admin;

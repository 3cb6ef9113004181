/** What only the audit and the import read and repair in an S3 bucket. */
package io.tintype.storage.s3.admin;

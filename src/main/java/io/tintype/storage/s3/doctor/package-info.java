/** Checks whether an S3 store has the properties that the adapters rely on. Requests of clients never use it. */
package io.tintype.storage.s3.doctor;

/**
 * Resumable uploads: how they begin, continue, expire and end, independent of the protocol that a client speaks. The
 * port of their storage is {@link io.tintype.storage.UploadStore}.
 */
package io.tintype.upload;

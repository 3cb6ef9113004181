package io.tintype.storage;

import java.util.OptionalLong;

/**
 * The state of a resumable upload.
 *
 * @param length of the image in bytes, as declared when the upload was created or later; empty if not declared yet
 * @param offset the number of bytes that are stored, and the position of the next piece
 * @param pieces the number of pieces that contain these bytes
 */
public record UploadProgress(PendingUpload upload, OptionalLong length, long offset, int pieces) {}

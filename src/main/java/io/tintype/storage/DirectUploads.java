package io.tintype.storage;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Lets clients send images to a store without this service. Not every store can. What a client sends belongs to an
 * upload, and {@link UploadStore#remove} removes it with the upload.
 *
 * <p>Every method throws {@link StorageException} like those of {@link ImageStore}.
 */
public interface DirectUploads {

    /**
     * The request by which a client sends an image: a PUT of exactly the declared bytes.
     *
     * @param headers that the request must have; with others the store rejects it
     */
    record Target(URI url, Map<String, String> headers) {}

    /**
     * Returns the only request by which a client can send the bytes of an upload, without a request to the store. The
     * store rejects other sizes, other bytes if it verifies checksums, and a second request.
     *
     * @param size in bytes
     * @param sha256 of the bytes, as 64 lowercase hexadecimal digits
     * @param lifetime how long the request is valid, 1 s to 7 days
     */
    Target target(Library library, UUID id, long size, String sha256, Duration lifetime);

    /** Returns what a client has sent, or empty if it has sent nothing. */
    Optional<DirectFile> find(Library library, UUID id);

    /**
     * Stores what a client has sent as an image, durably and without transferring the bytes. A repeated call with the
     * same image changes nothing.
     *
     * @param image whose id the service has generated for this upload, so that no other image can have it
     * @return false if the file was removed or replaced since {@link #find} returned it; nothing is stored then
     */
    boolean store(Library library, UUID id, DirectFile file, ImageMetadata image);
}

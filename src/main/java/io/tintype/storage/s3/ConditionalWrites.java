package io.tintype.storage.s3;

import io.tintype.storage.StorageException;
import io.tintype.storage.s3.client.Bucket;
import io.tintype.storage.s3.client.S3ExceptionTranslator;
import io.tintype.storage.s3.client.S3Request;
import java.util.Map;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Verifies, once, that the store supports {@code If-None-Match: *} on a PutObject. Without it, two uploads may write
 * the same id. Some stores reject the header with 501, and some ignore it.
 *
 * <p>The check writes an empty object twice. The second write must fail. Then the process whose first write succeeded
 * removes the object, so that processes that start at the same time do not disturb each other. If a process stops
 * between the write and the removal, the object remains, and the audit ignores it.
 */
public final class ConditionalWrites {

    /** A key that no library uses, with a prefix that the IAM policy of the service allows. */
    public static final String KEY = CatalogKey.ROOT + ".conditional-write";

    static final String UNSUPPORTED =
            "The store does not support If-None-Match: * on PutObject, so that an upload could "
                    + "overwrite another image. Use another store, or set the variable TINTYPE_UNSAFE_STORE to accept.";

    private static final Logger LOG = Logger.getLogger(ConditionalWrites.class);
    private static final int FORBIDDEN = 403;
    private static final int NOT_IMPLEMENTED = 501;
    private static final Map<String, String> IF_ABSENT = Map.of("If-None-Match", "*");

    private final Bucket bucket;
    private final boolean acceptsUnsafe;
    private volatile boolean isVerified;

    /** @param acceptsUnsafe whether a store without support causes a warning instead of a failure */
    ConditionalWrites(Bucket bucket, boolean acceptsUnsafe) {
        this.bucket = bucket;
        this.acceptsUnsafe = acceptsUnsafe;
    }

    /**
     * Verifies that the service may write to the store.
     *
     * @throws StorageException.Refused if the store does not support conditional writes, and the configuration does not
     *     accept such a store
     */
    void require() {
        if (!isUsable()) {
            throw new StorageException.Refused(UNSUPPORTED, null);
        }
    }

    /**
     * Returns whether the store supports conditional writes, or the configuration accepts a store without them. Also
     * returns true if the store forbids the service to write: a service that only reads cannot overwrite an image.
     *
     * @throws SdkException if the check fails for another reason
     */
    boolean isUsable() {
        if (isVerified) {
            return true;
        }
        try {
            boolean isSupported = areSupported(bucket);
            if (!isSupported && acceptsUnsafe) {
                LOG.warnf("TINTYPE_UNSAFE_STORE is accept. %s", UNSUPPORTED);
            }
            isVerified = isSupported || acceptsUnsafe;
            return isVerified;
        } catch (S3Exception e) {
            if (e.statusCode() == FORBIDDEN) {
                return true;
            }
            throw e;
        }
    }

    /**
     * Returns whether the store supports conditional writes, without regard to the configuration.
     *
     * @throws SdkException if the check fails for another reason
     */
    public static boolean areSupported(Bucket bucket) {
        try {
            if (!write(bucket)) {
                return true;
            }
            boolean areSupported = !write(bucket);
            delete(bucket);
            return areSupported;
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_IMPLEMENTED) {
                return false;
            }
            throw e;
        }
    }

    /** Removes the object, and ignores a failure: the next process finds the object, and removes nothing. */
    private static void delete(Bucket bucket) {
        try {
            bucket.delete(KEY);
        } catch (SdkException e) {
            LOG.debugf(e, "%s is not removed", KEY);
        }
    }

    /** Returns whether the store wrote the object. */
    private static boolean write(Bucket bucket) {
        try {
            bucket.call(S3Request.putEmpty(KEY, IF_ABSENT));
            return true;
        } catch (S3Exception e) {
            if (S3ExceptionTranslator.isPresence(e)) {
                return false;
            }
            throw e;
        }
    }
}

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
 * Verifies, once, that the store supports {@code If-None-Match: *} on a PutObject. Without it two uploads may write the
 * same id. Some stores refuse the header (501), and some ignore it.
 *
 * <p>An empty object is written twice. The second write must fail; then the object is removed by the process whose
 * first write succeeded, so that processes that start at the same time do not disturb each other. A process that ends
 * between the two leaves the object, which the audit leaves out.
 */
public final class ConditionalWrites {

    /** Not a library's place, and below a prefix that the policy has. */
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

    /** @param acceptsUnsafe whether a store without support is a warning, and not a failure */
    ConditionalWrites(Bucket bucket, boolean acceptsUnsafe) {
        this.bucket = bucket;
        this.acceptsUnsafe = acceptsUnsafe;
    }

    /** @throws StorageException.Refused if the store does not support them, and that is not accepted */
    void require() {
        if (!isUsable()) {
            throw new StorageException.Refused(UNSUPPORTED, null);
        }
    }

    /**
     * Returns whether the store supports them, or may do without. A store that forbids the service to write is not
     * judged: a service that only reads cannot overwrite an image.
     *
     * @throws SdkException if the store cannot be asked
     */
    boolean isUsable() {
        if (isVerified) {
            return true;
        }
        try {
            boolean isSupported = isSupported();
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

    private boolean isSupported() {
        try {
            if (!write()) {
                return true;
            }
            boolean isSupported = !write();
            delete();
            return isSupported;
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_IMPLEMENTED) {
                return false;
            }
            throw e;
        }
    }

    /** What is left is not an error: the next process finds it, and removes nothing. */
    private void delete() {
        try {
            bucket.call(S3Request.delete(KEY));
        } catch (SdkException e) {
            LOG.debugf(e, "%s is not removed", KEY);
        }
    }

    /** Returns whether the store wrote the object. */
    private boolean write() {
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

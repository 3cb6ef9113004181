package io.tintype.http.download;

import io.tintype.http.request.CloseOnce;
import io.tintype.storage.StoredContent;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * The body of a download.
 *
 * @param imageId the id of the image, for the log
 * @param bytes are closed by {@code owner}
 * @param length how many of them are sent: all of an image or rendition, or those of one range
 * @param sha256 that {@code bytes} must have, in lowercase hexadecimal, or empty if that is unknown, as for a range, or verified
 * @param owner closes the bytes; {@link DownloadWriter} consumes them
 */
public record Download(UUID imageId, StoredContent bytes, long length, Optional<String> sha256, CloseOnce owner) {

    private static final Logger LOG = Logger.getLogger(Download.class);

    /** Creates the body of a request's response, and closes its bytes if the request ends without a response. */
    static Download of(
            RoutingContext request, UUID imageId, StoredContent bytes, long length, Optional<String> sha256) {
        CloseOnce owner = new CloseOnce(() -> close(bytes));
        owner.attachTo(request);
        return new Download(imageId, bytes, length, sha256, owner);
    }

    private static void close(StoredContent bytes) {
        try {
            bytes.close();
        } catch (IOException e) {
            LOG.debug("cannot close the content of a download", e);
        }
    }
}

package io.tintype.http;

import java.io.Serial;

/** Says that an upload is slower than {@link UploadRate} allows. */
final class SlowUploadException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;
}

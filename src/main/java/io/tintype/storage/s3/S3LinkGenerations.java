package io.tintype.storage.s3;

import io.tintype.storage.Library;
import io.tintype.storage.s3.client.Bucket;
import io.tintype.storage.s3.client.KeyPages;
import io.tintype.storage.s3.client.S3ExceptionTranslator;
import io.tintype.storage.s3.client.S3Request;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Stores the generation of a library's links as an empty object, whose key contains the generation:
 *
 * <pre>libraries/&lt;library key&gt;/links/&lt;999999999 - generation, nine digits&gt;</pre>
 *
 * <p>A list of a few keys finds the newest. Each object is written only if it is absent, so that a late writer cannot begin
 * an old generation again. The caller translates the exceptions that the bucket throws.
 */
public record S3LinkGenerations(Bucket bucket) {

    /** The prefix of the objects of all libraries. */
    public static final String ROOT = "libraries/";

    private static final int MAX = 999_999_999;
    private static final Pattern NAME = Pattern.compile("[0-9]{9}");
    private static final Pattern KEY = Pattern.compile(ROOT + "[a-z0-9_-]{1,100}/links/" + NAME);

    /** More than one, in case the bucket has objects with other names here, which {@code verify} reports. */
    private static final int LISTED = 10;

    private static final Map<String, String> IF_ABSENT = Map.of("If-None-Match", "*");

    /** Returns whether an object with this key has the generation of a library's links. */
    public static boolean isKey(String key) {
        return KEY.matcher(key).matches();
    }

    /** Returns the current generation, 0 if no links were ever revoked. */
    int current(Library library) {
        String prefix = prefix(library);
        return new KeyPages(bucket, prefix, "", LISTED)
                .next().keys().stream()
                        .map(key -> key.substring(prefix.length()))
                        .filter(NAME.asMatchPredicate())
                        .findFirst()
                        .map(name -> MAX - Integer.parseInt(name))
                        .orElse(0);
    }

    /** Begins a new generation and returns it. It is the same one if another caller begins it at the same time. */
    int next(Library library) {
        int next = current(library) + 1;
        try {
            bucket.call(S3Request.putEmpty(key(library, next), IF_ABSENT));
        } catch (S3Exception e) {
            if (!S3ExceptionTranslator.isPresence(e)) {
                throw e;
            }
        }
        if (next > 1) {
            bucket.delete(key(library, next - 1));
        }
        return Math.max(next, current(library)); // a later one if others have revoked links too
    }

    private static String key(Library library, int generation) {
        return prefix(library) + String.format(Locale.ROOT, "%09d", MAX - generation);
    }

    private static String prefix(Library library) {
        return ROOT + library.key() + "/links/";
    }
}

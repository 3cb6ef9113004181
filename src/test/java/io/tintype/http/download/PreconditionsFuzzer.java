package io.tintype.http.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintype.http.problem.PreconditionFailedException;
import io.tintype.storage.ImageMetadata;
import io.tintype.testing.FuzzedText;
import java.time.Instant;
import java.util.UUID;

/** Preconditions of any content are evaluated, and agree with each other about the same tag. */
public final class PreconditionsFuzzer {

    private static final String SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    private static final ImageMetadata IMAGE = new ImageMetadata(
            new UUID(1, 2), "a", "image/png", 9, 3, 3, SHA256, Instant.parse("2026-11-24T10:15:30.999Z"));

    private PreconditionsFuzzer() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String[] headers = FuzzedText.lines(input, 4);
        boolean called = evaluate(new Preconditions(headers[0], headers[1], headers[2], headers[3]));
        Preconditions.allowRange(headers[0], IMAGE);

        if (called && headers[0] != null) { // a tag that fulfills If-Match fails If-None-Match
            assertThat(evaluate(new Preconditions(null, headers[0], null, null)))
                    .isFalse();
        }
    }

    /** 412 calls for nothing. */
    private static boolean evaluate(Preconditions conditions) {
        try {
            return conditions.evaluate(IMAGE);
        } catch (PreconditionFailedException declared) {
            return false;
        }
    }
}

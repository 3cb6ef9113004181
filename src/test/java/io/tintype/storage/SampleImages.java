package io.tintype.storage;

import com.github.f4b6a3.uuid.UuidCreator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Images for the tests of stores. Their bytes are random, because a store does not decode them. */
public final class SampleImages {

    public static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");

    /** The order that the port specifies for lists. */
    public static final Comparator<ImageMetadata> NEWEST_FIRST = Comparator.comparing(ImageMetadata::createdAt)
            .thenComparing(image -> image.id().toString()) // text compares as unsigned numbers do
            .reversed();

    private SampleImages() {}

    public record Sample(ImageMetadata image, byte[] bytes, Path file) {}

    public static Sample sample(Path folder) {
        return sample(folder, "photo.png", NEW_YEAR, UUID.randomUUID(), 1000);
    }

    public static Sample sample(Path folder, String name) {
        return sample(folder, name, NEW_YEAR, UUID.randomUUID(), 1000);
    }

    public static Sample sample(Path folder, UUID id) {
        return sample(folder, "photo.png", NEW_YEAR, id, 1000);
    }

    public static Sample sample(Path folder, Instant createdAt) {
        return sample(folder, "photo.png", createdAt, UUID.randomUUID(), 1000);
    }

    public static Sample sample(Path folder, String name, Instant createdAt, UUID id, int size) {
        byte[] bytes = new byte[size];
        new Random(id.getLeastSignificantBits()).nextBytes(bytes);
        ImageMetadata image = new ImageMetadata(id, name, "image/png", size, 640, 480, sha256(bytes), createdAt);
        try {
            return new Sample(image, bytes, Files.write(folder.resolve(UUID.randomUUID() + ".upload"), bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Samples some hours apart, oldest first, with ids that are in order (v7) and ids that are not (v4). */
    public static List<Sample> overDays(Path folder, int count) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Instant createdAt =
                    NEW_YEAR.plus(Duration.ofHours(7).multipliedBy(i)).plusMillis(i);
            UUID id = i % 2 == 0 ? UUID.randomUUID() : UuidCreator.getTimeOrderedEpoch(createdAt);
            samples.add(sample(folder, "photo " + i + ".png", createdAt, id, 10 + i));
        }
        return samples;
    }

    public static List<ImageMetadata> newestFirst(List<Sample> samples) {
        return samples.stream().map(Sample::image).sorted(NEWEST_FIRST).toList();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

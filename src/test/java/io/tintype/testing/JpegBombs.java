package io.tintype.testing;

import static io.tintype.testing.Bytes.*;
import static io.tintype.testing.HostileFile.Expected.accepted;
import static io.tintype.testing.HostileFile.Expected.unreadable;

import io.tintype.testing.HostileFile.Expected;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Makes JPEGs on which decoders spend gigabytes or minutes, and some that look like those and are harmless. */
final class JpegBombs {

    private static final String JPEG = "image/jpeg";

    private final List<HostileFile> files = new ArrayList<>();

    private JpegBombs() {}

    static List<HostileFile> all() {
        JpegBombs made = new JpegBombs();
        made.jpegs();
        made.segments();
        return made.files;
    }

    private void add(String name, Expected expected, Supplier<byte[]> content) {
        files.add(new HostileFile(name, content, expected));
    }

    private void jpegs() {
        add("scans-27000.jpg", unreadable(JPEG), () -> scans(27_000));
        add("scans-101.jpg", unreadable(JPEG), () -> scans(101));
        add("scans-100.jpg", accepted(JPEG), () -> scans(100));
        add(
                "scans-in-thumbnail.jpg",
                accepted(JPEG),
                () -> join(
                        bytes(0xFF, 0xD8),
                        jpegSegment(0xC2, frame(64, 64)),
                        jpegSegment(0xE1, repeat(bytes(0xFF, 0xDA), 200)),
                        scan()));
    }

    /** Decoders walk over all segments so far to append one. */
    private void segments() {
        byte[] start = bytes(0xFF, 0xD8);
        byte[] small = jpegSegment(0xE5, zeros(0));
        add("segments-10001.jpg", unreadable(JPEG), () -> join(start, repeat(small, 10_001), baseline(zeros(0))));
        add("segments-10000.jpg", accepted(JPEG), () -> join(start, repeat(small, 10_000), baseline(zeros(0))));
        add("segments-after-frame.jpg", unreadable(JPEG), () -> join(start, baseline(repeat(small, 10_001))));
        add("segments-and-scans.jpg", accepted(JPEG), () -> join(start, baseline(repeat(small, 9_999))));
    }

    private static byte[] baseline(byte[] segments) {
        return join(jpegSegment(0xC0, frame(64, 64)), segments, scan());
    }

    private static byte[] frame(int width, int height) {
        return join(bytes(8), big16(height), big16(width), bytes(1, 1, 0x11, 0));
    }

    /** Makes a scan of the lowest frequencies without data. */
    private static byte[] scan() {
        return jpegSegment(0xDA, bytes(1, 1, 0, 0, 0, 0));
    }

    /** Makes scans, each of which covers the whole of a large image. */
    static byte[] scans(int count) {
        byte[] table = join(bytes(0), bytes(1), zeros(15), bytes(0));
        byte[] start = join(
                bytes(0xFF, 0xD8),
                jpegSegment(0xDB, join(bytes(0), repeat(bytes(1), 64))),
                jpegSegment(0xC2, frame(7_000, 7_000)),
                jpegSegment(0xC4, table),
                jpegSegment(0xC4, join(bytes(0x10), zeros(15), bytes(0), zeros(0))));
        return join(start, scan(), repeat(jpegSegment(0xDA, bytes(1, 1, 0, 1, 1, 0)), count - 1), bytes(0xFF, 0xD9));
    }
}

package io.tintype.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/**
 * Counts the scans of a JPEG, each of which makes a decoder process the whole image (ITU-T T.81, B.2.3). Only
 * progressive images and images with a scan per component have several. Only these are read to the end, in small
 * pieces.
 */
final class JpegScans {

    /**
     * Maximum number of scans. Encoders write up to 20; libjpeg's default for progressive images with four components
     * is 18.
     */
    static final int MAX_SCANS = 100;

    private static final int START_OF_SCAN = 0xDA;
    private static final int END_OF_IMAGE = 0xD9;

    private final SeekableByteChannel file;
    private final ByteBuffer window = ByteBuffer.allocate(8 * 1024).limit(0);

    private JpegScans(SeekableByteChannel file) {
        this.file = file;
    }

    /**
     * Checks that a JPEG has at most {@link #MAX_SCANS} scans, and few other segments.
     *
     * @param frame the position of its frame header
     */
    static void check(SeekableByteChannel file, long frame) throws IOException {
        file.position(frame);
        if (new JpegScans(file).count() > MAX_SCANS) {
            throw new DamagedHeader("too many scans");
        }
    }

    private int count() throws IOException {
        int scans = 0;
        int components = 0;
        int segments = 0;
        boolean isProgressive = false;
        for (int marker = nextMarker(); marker >= 0 && scans <= MAX_SCANS; marker = nextMarker()) {
            int length = next() << 8 | next();
            int passed = 2;
            if (marker == END_OF_IMAGE || length < 2) {
                return scans;
            }
            if (JpegHeader.isFrame(marker)) {
                isProgressive = (marker & 3) == 2; // SOF2, SOF6, SOF10 and SOF14
                skip(5); // bits per sample, height and width
                components = next();
                passed += 6;
            } else if (marker == START_OF_SCAN) {
                scans++;
                passed++;
                if (next() == components && !isProgressive) {
                    return scans; // the only scan
                }
            }
            if (++segments > JpegHeader.MAX_SEGMENTS) {
                throw new DamagedHeader("too many segments");
            }
            skip(length - passed);
        }
        return scans;
    }

    /**
     * Returns the next marker, or -1 at the end. Skips the data of a scan, in which FF is followed by 0 or starts a
     * restart marker.
     */
    private int nextMarker() throws IOException {
        int previous = 0;
        for (int current = next(); current >= 0; current = next()) {
            boolean isMarker = previous == 0xFF && current != 0xFF && current != 0;
            if (isMarker && (current < 0xD0 || current > 0xD8)) {
                return current;
            }
            previous = current;
        }
        return -1;
    }

    private void skip(int count) throws IOException {
        if (count <= window.remaining()) {
            window.position(window.position() + Math.max(0, count));
            return;
        }
        file.position(file.position() + count - window.remaining());
        window.limit(0);
    }

    private int next() throws IOException {
        if (!window.hasRemaining()) {
            window.clear();
            int count = file.read(window);
            window.flip();
            if (count <= 0) {
                return -1;
            }
        }
        return window.get() & 0xFF;
    }
}

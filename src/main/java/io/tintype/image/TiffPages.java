package io.tintype.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Removes pages from a TIFF. */
public final class TiffPages {

    private TiffPages() {}

    /**
     * Makes the first page of a TIFF its only one, by removing the link to the second. libvips would read the
     * directories of all pages, which takes time that grows with the square of their number.
     */
    public static void keepFirst(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            TiffHeader.Link next = TiffHeader.nextDirectory(new HeaderReader(channel));
            if (next.position() > 0 && next.position() + next.length() <= channel.size()) {
                channel.write(ByteBuffer.allocate(next.length()), next.position());
            }
        } catch (DamagedHeader _) {
            // the decoder reports it
        }
    }
}

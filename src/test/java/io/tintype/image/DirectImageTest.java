package io.tintype.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintype.storage.DirectFile;
import io.tintype.storage.ImageMetadata;
import io.tintype.testing.Fixtures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much of an image is read that a client has sent to the store. */
class DirectImageTest {

    private static final long SIZE = 2_000_000_000;
    private static final String SHA256 = "9155088db555da5c32068cda326b5bfbb430395722fbe2a7f42227415b82c60f";

    private final Images images = new Images(null, new UploadLimits(SIZE, 100_000_000), new Quotas(null, Quota.NONE));

    @TempDir
    Path folder;

    private long read;

    @Test
    void readsTheHeaderOfALargeImage() throws IOException {
        UUID id = ImageId.next();
        try (FileChannel channel = largePhotograph()) {
            ImageMetadata image = images.examine(id, "photo.jpg", new Sent(channel), UploadRules.NONE);

            assertThat(image)
                    .isEqualTo(new ImageMetadata(
                            id, "photo.jpg", "image/jpeg", SIZE, 320, 240, SHA256, ImageId.madeAt(id)));
            assertThat(read).isLessThan(100_000);
        }
    }

    @Test
    void readsNothingThatIsTooLarge() throws IOException {
        try (FileChannel channel = largePhotograph()) {
            UploadRules rules = new UploadRules(SIZE - 1, Set.of(), Quota.NONE);

            assertThatThrownBy(() -> images.examine(ImageId.next(), "photo.jpg", new Sent(channel), rules))
                    .isInstanceOf(ImageException.TooLarge.class);
            assertThat(read).isZero();
        }
    }

    private FileChannel largePhotograph() throws IOException {
        Path file = Files.write(folder.resolve("photo"), Fixtures.PHOTOGRAPH.bytes());
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        channel.write(ByteBuffer.allocate(1), SIZE - 1);
        return channel;
    }

    /** A file that counts what is read of it. */
    private final class Sent implements DirectFile {

        private final FileChannel file;

        Sent(FileChannel file) {
            this.file = file;
        }

        @Override
        public long size() {
            return SIZE;
        }

        @Override
        public String sha256() {
            return SHA256;
        }

        @Override
        public SeekableByteChannel channel() {
            return new CountingChannel(file);
        }
    }

    private final class CountingChannel implements SeekableByteChannel {

        private final FileChannel file;

        CountingChannel(FileChannel file) {
            this.file = file;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            int count = file.read(target);
            read += count;
            return count;
        }

        @Override
        public int write(ByteBuffer source) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long position() throws IOException {
            return file.position();
        }

        @Override
        public SeekableByteChannel position(long newPosition) throws IOException {
            file.position(newPosition);
            return this;
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public SeekableByteChannel truncate(long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isOpen() {
            return file.isOpen();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}

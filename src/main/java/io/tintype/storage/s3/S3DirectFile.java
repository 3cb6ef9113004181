package io.tintype.storage.s3;

import static io.tintype.storage.s3.client.S3ExceptionTranslator.translate;

import io.tintype.storage.ByteRange;
import io.tintype.storage.Checksum;
import io.tintype.storage.DirectFile;
import io.tintype.storage.StorageException;
import io.tintype.storage.StoredContent;
import io.tintype.storage.s3.client.Bucket;
import io.tintype.storage.s3.client.S3Request;
import io.tintype.storage.s3.client.S3Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * An object that a client has sent. Each response must have the same entity tag. (Some stores ignore
 * {@code If-Match}.)
 *
 * @param entityTag empty if the store has none
 * @param checksum the SHA-256 that the store has verified, in hexadecimal; empty if it has none
 */
record S3DirectFile(Bucket bucket, String key, long size, String entityTag, Optional<String> checksum)
        implements DirectFile {

    @Override
    public String sha256() {
        return checksum.orElseGet(() -> size == 0
                ? Checksum.text(Checksum.newSha256().digest())
                : read(new ByteRange(0, size - 1), Checksum::sha256));
    }

    @Override
    public SeekableByteChannel channel() {
        return new RangeChannel(size, range -> read(range, stream -> stream.readNBytes((int) range.length())));
    }

    @FunctionalInterface
    private interface Reader<T> {
        T read(InputStream bytes) throws IOException;
    }

    private <T> T read(ByteRange range, Reader<T> reader) {
        Map<String, String> headers = Map.of("Range", "bytes=" + range.first() + "-" + range.last());
        return translate("read " + key, () -> {
            S3Response response = bucket.callIfPresent(S3Request.get(key, headers))
                    .orElseThrow(() -> SdkClientException.create("the object was removed"));
            try (StoredContent _ = response.bytes()) {
                if (!response.headers().get("ETag", "").equals(entityTag)) {
                    throw SdkClientException.create("the object was replaced");
                }
                return reader.read(S3Content.of(response).from(range).stream());
            } catch (IOException e) {
                throw new StorageException.Unavailable("read " + key + ": " + e, e);
            }
        });
    }
}

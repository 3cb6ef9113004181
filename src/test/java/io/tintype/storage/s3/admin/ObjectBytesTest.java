package io.tintype.storage.s3.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

class ObjectBytesTest {

    private final AtomicInteger aborts = new AtomicInteger();

    @Test
    void failsAReadThatTheSdkFails() throws IOException {
        InputStream failing = new InputStream() {
            @Override
            public int read() {
                throw SdkClientException.create("the checksum does not match");
            }
        };

        try (ObjectBytes bytes = bytes(failing, 10L)) {
            assertThatThrownBy(bytes::read)
                    .isInstanceOf(IOException.class)
                    .hasCauseInstanceOf(SdkClientException.class);
            assertThatThrownBy(bytes::readAllBytes).isInstanceOf(IOException.class);
        }
    }

    @Test
    void givesTheConnectionBackAtItsEnd() throws IOException {
        ObjectBytes bytes = bytes(new ByteArrayInputStream(new byte[10]), 10L);

        bytes.readNBytes(10);
        bytes.close();

        assertThat(aborts).hasValue(0);
    }

    @Test
    void breaksTheConnectionOffBeforeItsEnd() throws IOException {
        ObjectBytes bytes = bytes(new ByteArrayInputStream(new byte[10]), 10L);

        bytes.readNBytes(9);
        bytes.close();

        assertThat(aborts).hasPositiveValue();
    }

    @Test
    void findsTheEndAlsoWithoutALength() throws IOException {
        ObjectBytes bytes = bytes(new ByteArrayInputStream(new byte[10]), null);

        bytes.readAllBytes();
        bytes.close();

        assertThat(aborts).hasValue(0);
    }

    private ObjectBytes bytes(InputStream stream, Long length) {
        GetObjectResponse answer =
                GetObjectResponse.builder().contentLength(length).build();
        return new ObjectBytes(
                new ResponseInputStream<>(answer, AbortableInputStream.create(stream, aborts::incrementAndGet)));
    }
}

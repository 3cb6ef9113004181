package io.tintype.storage;

import java.io.ByteArrayInputStream;

class StreamedBytesTest extends StoredBytesContract {

    @Override
    protected StoredBytes open(byte[] content) {
        return StoredBytes.of(new ByteArrayInputStream(content));
    }
}

package io.tintype.storage.s3;

import io.tintype.storage.StoredBytes;
import io.tintype.storage.StoredBytesContract;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;

class SkippingBytesTest extends StoredBytesContract {

    private static final int COUNT = 100_000; // more than one piece

    @Override
    protected StoredBytes open(byte[] content) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(new byte[COUNT]);
        all.writeBytes(content);
        return new SkippingBytes(StoredBytes.of(new ByteArrayInputStream(all.toByteArray())), COUNT);
    }
}

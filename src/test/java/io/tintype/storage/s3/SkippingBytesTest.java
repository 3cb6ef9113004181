package io.tintype.storage.s3;

import io.tintype.storage.StoredContent;
import io.tintype.storage.StoredContentContract;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;

class SkippingBytesTest extends StoredContentContract {

    private static final int COUNT = 100_000; // more than one piece

    @Override
    protected StoredContent open(byte[] content) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(new byte[COUNT]);
        all.writeBytes(content);
        return new SkippingBytes(StoredContent.of(new ByteArrayInputStream(all.toByteArray())), COUNT);
    }
}

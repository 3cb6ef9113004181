package io.tintype.storage;

import java.io.ByteArrayInputStream;

class InputStreamContentTest extends StoredContentContract {

    @Override
    protected StoredContent open(byte[] content) {
        return StoredContent.of(new ByteArrayInputStream(content));
    }
}

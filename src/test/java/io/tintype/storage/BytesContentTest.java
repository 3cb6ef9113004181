package io.tintype.storage;

class BytesContentTest extends StoredContentContract {

    @Override
    protected StoredContent open(byte[] content) {
        return StoredContent.of(content, content.length);
    }
}

package io.tintype.storage.s3;

import java.util.List;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/**
 * Keys of a bucket in their order.
 *
 * @param isTruncated whether others follow
 */
record S3Page(List<String> keys, boolean isTruncated) {

    /**
     * Reads S3's answer to ListObjectsV2.
     *
     * @throws SdkClientException if it is none
     */
    static S3Page parse(byte[] content) {
        XmlTexts texts = XmlTexts.read(content, "EncodingType", "IsTruncated", "Key");
        if (!texts.root().equals("ListBucketResult")) {
            throw SdkClientException.create("the answer to a list is " + texts.root());
        }
        boolean isEncoded = texts.first("EncodingType").equals("url");
        List<String> keys = texts.all("Key");
        return new S3Page(
                isEncoded ? keys.stream().map(SdkHttpUtils::urlDecode).toList() : keys,
                Boolean.parseBoolean(texts.first("IsTruncated")));
    }
}

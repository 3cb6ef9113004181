package io.tintype.storage.s3.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintype.storage.s3.client.ObjectsPage.ListedObject;
import io.tintype.storage.s3.client.UploadsPage.ListedUpload;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;

/** The pages that the audit reads from S3's lists. */
class ListingPagesTest {

    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");

    @Test
    void readsObjectsAndFolders() {
        ObjectsPage page = objects("""
                <Prefix>images%2F</Prefix><EncodingType>url</EncodingType><IsTruncated>true</IsTruncated>
                <NextContinuationToken>token</NextContinuationToken>
                <Contents><Key>images%2Fa</Key><LastModified>2026-01-02T03:04:05.678Z</LastModified><Size>12</Size>
                <Owner><ID>1</ID></Owner></Contents>
                <Contents><Size>0</Size><Key>images%2Fb</Key><LastModified>2026-01-02T03:04:05.678Z</LastModified></Contents>
                <CommonPrefixes><Prefix>images%2Fann%2F</Prefix></CommonPrefixes>
                """);

        assertThat(page.objects())
                .containsExactly(new ListedObject("images/a", 12, TIME), new ListedObject("images/b", 0, TIME));
        assertThat(page.folders()).containsExactly("images/ann/");
        assertThat(page.isTruncated()).isTrue();
        assertThat(page.nextToken()).isEqualTo("token");
    }

    @Test
    void readsUploads() {
        UploadsPage page = uploads("""
                <KeyMarker>z</KeyMarker><NextKeyMarker>a%2Fb</NextKeyMarker><NextUploadIdMarker>i%2F1</NextUploadIdMarker>
                <EncodingType>url</EncodingType><IsTruncated>true</IsTruncated>
                <Upload><Key>a%2Fb</Key><UploadId>i%2F1</UploadId><Initiated>2026-01-02T03:04:05.678Z</Initiated></Upload>
                """);

        assertThat(page)
                .isEqualTo(new UploadsPage(List.of(new ListedUpload("a/b", "i%2F1", TIME)), true, "a/b", "i%2F1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<Contents><Key>a</Key><Size>1</Size></Contents>",
                "<Contents><Key>a</Key><LastModified>2026-01-02T03:04:05Z</LastModified></Contents>",
                "<Contents><Key>a</Key><Size>1</Size><LastModified>yesterday</LastModified></Contents>",
                "<Contents><Key>a</Key><Size>many</Size><LastModified>2026-01-02T03:04:05Z</LastModified></Contents>"
            })
    void rejectsAnObjectWithoutSizeOrTime(String content) {
        assertThatThrownBy(() -> objects(content)).isInstanceOf(SdkClientException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<Upload><Key>a</Key><Initiated>2026-01-02T03:04:05Z</Initiated></Upload>",
                "<Upload><Key>a</Key><UploadId>1</UploadId><Initiated>yesterday</Initiated></Upload>"
            })
    void rejectsAnUploadWithoutIdOrTime(String content) {
        assertThatThrownBy(() -> uploads(content)).isInstanceOf(SdkClientException.class);
    }

    private static ObjectsPage objects(String content) {
        return ObjectsPage.parse(element("ListBucketResult", content));
    }

    private static UploadsPage uploads(String content) {
        return UploadsPage.parse(element("ListMultipartUploadsResult", content));
    }

    private static byte[] element(String name, String content) {
        return "<%s>%s</%s>".formatted(name, content, name).getBytes(StandardCharsets.UTF_8);
    }
}

package io.tintype.storage.s3.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;

class XmlElementsTest {

    @Test
    void readsAnError() {
        XmlElements error =
                read("<?xml version=\"1.0\"?><Error><Code>SlowDown</Code><Message>a &lt; b</Message></Error>");

        assertThat(error.root()).isEqualTo("Error");
        assertThat(error.first("Code")).isEqualTo("SlowDown");
        assertThat(error.first("Message")).isEqualTo("a < b");
        assertThat(error.first("Region")).isEmpty();
    }

    @Test
    void readsAPageOfKeys() {
        ListObjectsPage page =
                page("<Contents><Key>a/&amp;1</Key><Size>0</Size></Contents><Contents><Key>a/2</Key></Contents>"
                        + "<IsTruncated>true</IsTruncated>");

        assertThat(page.keys()).containsExactly("a/&1", "a/2");
        assertThat(page.isTruncated()).isTrue();
    }

    @Test
    void decodesEncodedKeys() {
        ListObjectsPage page = page("<EncodingType>url</EncodingType><Contents><Key>a%2F%01</Key></Contents>");

        assertThat(page.keys()).containsExactly("a/\u0001");
        assertThat(page.isTruncated()).isFalse();
    }

    @Test
    void leavesOtherKeysAsTheyAre() {
        assertThat(page("<Contents><Key>a%2Fb</Key></Contents>").keys()).containsExactly("a%2Fb");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not XML",
                "<ListBucketResult><Contents>",
                "<Error><Code>SlowDown</Code></Error>",
                "<ListBucketResult><EncodingType>url</EncodingType><Key>a%zz</Key></ListBucketResult>",
                "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><ListBucketResult><Key>&e;</Key></ListBucketResult>"
            })
    void isNoPage(String response) {
        assertThatThrownBy(() -> ListObjectsPage.parse(response.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(SdkClientException.class);
    }

    private static ListObjectsPage page(String inside) {
        String response =
                "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">" + inside + "</ListBucketResult>";
        return ListObjectsPage.parse(response.getBytes(StandardCharsets.UTF_8));
    }

    private static XmlElements read(String response) {
        return XmlElements.read(response.getBytes(StandardCharsets.UTF_8), "Code", "Message", "Region");
    }
}

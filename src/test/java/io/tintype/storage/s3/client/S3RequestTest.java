package io.tintype.storage.s3.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class S3RequestTest {

    /** SeaweedFS 4.47 returns an empty list if start-after does not begin with the prefix. */
    @Test
    void omitsAnEmptyStartAfter() {
        assertThat(S3Request.list("images/", "", "", 10).query())
                .containsEntry("prefix", "images/")
                .doesNotContainKeys("start-after", "continuation-token");
    }

    @Test
    void sendsATokenInPlaceOfStartAfter() {
        assertThat(S3Request.list("images/", "images/a", "token", 10).query())
                .containsEntry("continuation-token", "token")
                .doesNotContainKey("start-after");
    }
}

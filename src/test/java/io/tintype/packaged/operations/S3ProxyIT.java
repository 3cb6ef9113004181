package io.tintype.packaged.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintype.packaged.ApiClient;
import io.tintype.packaged.Command;
import io.tintype.packaged.Command.Result;
import io.tintype.packaged.Settings;
import io.tintype.testing.Fixtures;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.PackagedApplication.Exit;
import io.tintype.testing.S3Server;
import io.tintype.testing.Tokens;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A store that is reached through a proxy. The S3 server is the proxy, since it accepts requests for any host. */
class S3ProxyIT {

    private static final String TOKEN = Tokens.of("ann");

    @Test
    void serviceAndCommandsGoByTheProxy() {
        Map<String, String> environment =
                environment("HTTP_PROXY", S3Server.shared().endpoint().toString());
        try (PackagedApplication application = PackagedApplication.start(environment)) {
            ApiClient client = new ApiClient(application, TOKEN);
            String id = client.uploadedId();

            assertThat(client.download(id)).isEqualTo(Fixtures.PHOTOGRAPH.bytes());
            Result verified = Command.run(environment, "verify");
            assertThat(verified.code()).as(verified.err()).isZero();
            assertThat(verified.out()).startsWith("Checked 1 images");
        }
    }

    @Test
    void stopsStartupIfTheProxyIsInvalid() {
        Exit exit = PackagedApplication.exitOf(environment("HTTPS_PROXY", "socks5://proxy:1080"));

        assertThat(exit.code()).isNotZero();
        assertThat(exit.output())
                .contains("HTTPS_PROXY or HTTP_PROXY is not the URL of a supported proxy")
                .doesNotContain("\tat ");
    }

    private static Map<String, String> environment(String proxy, String value) {
        return Settings.with(
                Settings.onS3(S3Server.shared()), "AWS_ENDPOINT_URL_S3", "http://store.invalid", proxy, value);
    }
}

package io.tintype.packaged.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tintype.packaged.Settings;
import io.tintype.testing.Contract;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.TokenSigner;
import io.tintype.testing.Tokens;
import java.time.Duration;
import org.jose4j.jwt.NumericDate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A token that has just verified is not verified again. Still it ends when it ends, and lets no other one in. */
class TokenCacheIT {

    private static final int SKEW_SECONDS = 60;
    private static final int SECONDS_LEFT = 5;
    private static final Duration LONG_BEFORE_IT_IS_FORGOTTEN = Duration.ofSeconds(30);

    private static PackagedApplication application;
    private final TokenSigner signer = new TokenSigner("HS256", Tokens.secret(Tokens.SECRET));

    @BeforeAll
    static void start() {
        application = PackagedApplication.start(Settings.onDisk());
    }

    @AfterAll
    static void end() {
        application.close();
    }

    @Test
    void areRefusedOnceTheyExpire() {
        NumericDate end = NumericDate.now();
        end.addSeconds(SECONDS_LEFT - SKEW_SECONDS);
        String token = signer.token(claims -> claims.setExpirationTime(end));
        assertThat(list(token)).isEqualTo(200);

        await().atMost(LONG_BEFORE_IT_IS_FORGOTTEN)
                .untilAsserted(() -> assertThat(list(token)).isEqualTo(401));
    }

    @Test
    void letNoOtherTokenIn() {
        String token = signer.token();
        String[] known = token.split("\\.");
        String[] another = signer.token(claims -> claims.setSubject("eve")).split("\\.");
        assertThat(list(token)).isEqualTo(200);

        assertThat(list(known[0] + "." + another[1] + "." + known[2])).isEqualTo(401);
        assertThat(list(known[0] + "." + known[1] + "." + another[2])).isEqualTo(401);
        assertThat(list(token + "A")).isEqualTo(401);
        assertThat(list(known[0] + "." + known[1] + ".")).isEqualTo(401);
        assertThat(list(token)).isEqualTo(200);
    }

    private static int list(String token) {
        return Contract.given(application.baseUri(), token).get("/images").statusCode();
    }
}

package io.tintype.packaged.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintype.packaged.Command;
import io.tintype.packaged.Command.Result;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.Tokens;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the behavior that all commands share. */
class CommandLineIT {

    private static final Map<String, String> NOTHING = Map.of();

    @ParameterizedTest
    @ValueSource(strings = {"", "serve ", "token ", "link ", "verify ", "import ", "doctor "})
    void explainsItselfWithoutAnySettings(String command) {
        Result result = Command.run(NOTHING, (command + "--help").split(" "));

        assertThat(result.code()).isZero();
        assertThat(result.out()).startsWith("Usage: tintype " + command).contains("Example", "--version");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void printsItsVersion() {
        Result result = Command.run(NOTHING, "--version");

        assertThat(result.code()).isZero();
        assertThat(result.out()).matches("tintype \\d+\\.\\d+\\.\\d+\\S*\\s+");
    }

    static Stream<Arguments> wrongUsage() {
        return Stream.of(
                Arguments.of("sevre", "sevre"),
                Arguments.of("serve --port 1", "--port"),
                Arguments.of("token", "--subject"),
                Arguments.of("token --subject ann --scope images:reed", "'images:reed' is unknown"),
                Arguments.of("token --subject ann --expires never", "'never' is not a duration"),
                Arguments.of("token --subject ann --expires 0s", "between 1s and 366d"),
                Arguments.of("token --subject ann --expires 367d", "between 1s and 366d"),
                Arguments.of("token --subject ann", "JWT_SECRET is not set"),
                Arguments.of("link --subject ann", "--image"),
                Arguments.of("verify --checksum", "--checksum"),
                Arguments.of("verify --remove-strays", "requires --repair"),
                Arguments.of("verify --min-age soon", "'soon' is not a duration"),
                Arguments.of("verify --subject", "--subject"),
                Arguments.of("import", "Set --subject"),
                Arguments.of("doctor --entries 0", "--entries is 0. Set 1 to 100000."),
                Arguments.of("import --dry-run=maybe", "maybe"));
    }

    @ParameterizedTest
    @MethodSource("wrongUsage")
    void exitsWithTwoAndNamesTheInvalidArgument(String arguments, String words) {
        Map<String, String> disk = arguments.startsWith("token")
                ? Map.of("JWT_SECRET", "")
                : Map.of("TINTYPE_STORAGE", "disk", "AWS_REGION", "eu-central-1");

        Result result = Command.run(disk, arguments.split(" "));

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains(words).doesNotContain("Exception");
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify", "import --subject ann", "doctor"})
    void exitsWithTwoAndOneLineIfASettingIsMissing(String command) {
        Result result = Command.run(NOTHING, command.split(" "));

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines()).singleElement().asString().startsWith("AWS_REGION is not set");
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify", "import --subject ann"})
    void exitsWithThreeIfTheStoreFails(String command) {
        Map<String, String> environment = Map.of(
                "BUCKET_NAME", "images",
                "AWS_ENDPOINT_URL_S3", "http://127.0.0.1:" + PackagedApplication.freePort(),
                "AWS_ACCESS_KEY_ID", "key",
                "AWS_SECRET_ACCESS_KEY", "very-secret");

        Result result = Command.run(environment, command.split(" "));

        assertThat(result.code()).isEqualTo(3);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("The store failed: ").doesNotContain("very-secret");
    }

    /** A JVM in an ASCII locale replaces other characters of its arguments before our code runs. */
    @Test
    void makesNoTokenForAnotherSubjectThanWasMeant() {
        Map<String, String> ascii = Map.of("JWT_SECRET", Tokens.SECRET, "LC_ALL", "C");

        Result result = Command.run(ascii, "token", "--subject", "änn");

        if (result.code() == 0) {
            assertThat(Command.subject(result)).isEqualTo("änn");
            return;
        }
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("LC_ALL=C.UTF-8");
    }

    @Test
    void drawsABarOnATerminalAndNoneElsewhere() {
        Map<String, String> disk = Map.of("TINTYPE_STORAGE", "disk");

        assertThat(Command.runOnTerminal(disk, "verify").out()).contains("\u001b[K", "Checked 0 images");
        assertThat(Command.run(disk, "verify").err()).isEmpty();
    }
}

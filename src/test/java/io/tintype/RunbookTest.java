package io.tintype;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintype.testing.Monitoring;
import io.tintype.testing.Monitoring.Alert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Checks that the runbook describes every alert, and no other. */
class RunbookTest {

    private static final String RUNBOOK = "docs/runbook.md";
    private static final Path RULES = Path.of("monitoring", "alerts.yaml");
    private static final Path RULES_TEST = Path.of("monitoring", "alerts-test.yaml");
    private static final Pattern SECTION = Pattern.compile("(?ms)^## (Tintype\\w+)\\n(.*?)(?=^## )");

    @Test
    void runbookDescribesEveryAlertAndNoOther() throws IOException {
        assertThat(Monitoring.alerts().stream().map(Alert::name))
                .hasSameSizeAs(Pattern.compile("(?m)^ +- alert:")
                        .matcher(Files.readString(RULES))
                        .results()
                        .toList())
                .containsExactlyInAnyOrderElementsOf(sections().keySet());
    }

    @Test
    void everyAlertNamesItsSection() {
        assertThat(Monitoring.alerts())
                .isNotEmpty()
                .allSatisfy(alert -> assertThat(alert.runbook())
                        .isEqualTo(RUNBOOK + "#" + alert.name().toLowerCase(Locale.ROOT)));
    }

    @Test
    void everySectionSaysWhatTheAlertMeansHowToCheckItAndWhatToDo() throws IOException {
        assertThat(sections().values())
                .allSatisfy(section ->
                        assertThat(section).containsSubsequence("**Meaning.** ", "**Check.** ", "**Action.** "));
    }

    @Test
    void everyAlertHasAUnitTest() throws IOException {
        String tests = Files.readString(RULES_TEST);

        assertThat(Monitoring.alerts())
                .allSatisfy(alert -> assertThat(tests).contains("alertname=\"" + alert.name() + "\""));
    }

    /** Returns the text of each section, by the alert in its heading. */
    private static Map<String, String> sections() throws IOException {
        Matcher sections = SECTION.matcher(Files.readString(Path.of(RUNBOOK)));
        Function<MatchResult, String> name = section -> section.group(1);
        return sections.results().collect(Collectors.toMap(name, section -> section.group(2)));
    }
}

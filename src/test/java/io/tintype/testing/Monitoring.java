package io.tintype.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the alert rules and the dashboard. */
public final class Monitoring {

    private static final Path FOLDER = Path.of("monitoring");
    private static final Pattern SELECTOR = Pattern.compile("(\\w+)\\{(\\w[^}]*)}");
    private static final Pattern LABEL = Pattern.compile("(\\w+)(?:=~|!~|!=|=)\\\\?\"");
    private static final Pattern ALERT =
            Pattern.compile("- alert: (\\w+)\\n(?:(?! {6}- alert: ).*\\n)*? +runbook: (\\S+)\\n");

    /** Labels that Prometheus adds. */
    private static final Set<String> ADDED = Set.of("job", "instance");

    private Monitoring() {}

    /**
     * A metric in a query.
     *
     * @param labels the names of the labels by which the query selects series
     */
    public record Selector(String metric, Set<String> labels) {}

    /** An alert and the section of the runbook that it names. */
    public record Alert(String name, String runbook) {}

    /** Returns the metrics in the rules and the dashboard, except those that Prometheus or the kubelet provides. */
    public static List<Selector> selectors() {
        return Stream.of("alerts.yaml", "dashboard.json")
                .flatMap(file -> SELECTOR.matcher(read(FOLDER.resolve(file))).results())
                .map(match -> new Selector(match.group(1), labels(match.group(2))))
                .filter(selector -> !selector.metric().equals("up"))
                .filter(selector -> !selector.metric().startsWith("container_"))
                .distinct()
                .toList();
    }

    /** Returns the alerts of the rules. */
    public static List<Alert> alerts() {
        return ALERT.matcher(read(FOLDER.resolve("alerts.yaml")))
                .results()
                .map(match -> new Alert(match.group(1), match.group(2)))
                .toList();
    }

    /** Returns the metrics that an application exposes, each with the names of the labels of its series. */
    public static List<Selector> exposed(String metrics) {
        return Arrays.stream(metrics.split("\n"))
                .filter(line -> !line.startsWith("#"))
                .map(line -> new Selector(line.split("[{ ]", 2)[0], labels(line)))
                .distinct()
                .toList();
    }

    private static Set<String> labels(String selector) {
        return LABEL.matcher(selector)
                .results()
                .map(MatchResult::group)
                .map(label -> label.split("[=!]", 2)[0])
                .filter(label -> !ADDED.contains(label))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

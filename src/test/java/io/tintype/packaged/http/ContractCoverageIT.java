package io.tintype.packaged.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintype.testing.Contract;
import io.tintype.testing.ContractFile;
import io.tintype.testing.ContractFile.ContractOperation;
import io.tintype.testing.Libvips;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Checks that the tests have received every response of the contract: the successes of each operation, and each kind of
 * problem. Runs after all others (see pom.xml), and requires all of them: {@code ./mvnw verify}.
 */
class ContractCoverageIT {

    /** A response that {@link Contract} recorded. The type of the problem is empty for a success and for HEAD. */
    private record Answer(String method, String path, int status, String type) {
        static Answer read(String line) {
            String[] parts = line.split(" ", 4);
            return new Answer(parts[0], parts[1], Integer.parseInt(parts[2]), parts[3].strip());
        }
    }

    @Test
    void everySuccessOfEveryOperationWasSeen() throws IOException {
        List<Answer> seen = seen();
        Set<String> missing = new TreeSet<>();
        for (ContractOperation operation : ContractFile.operations()) {
            for (int status : operation.successes()) {
                if (seen.stream()
                        .noneMatch(answer ->
                                answer.status() == status && operation.isCalledBy(answer.method(), answer.path()))) {
                    missing.add(operation.id() + " " + status);
                }
            }
        }

        if (!Libvips.isInstalled()) {
            missing.removeAll(
                    Set.of("downloadRendition 200", "downloadRendition 304", "renderImage 200", "renderImage 304"));
        }
        assertThat(missing).as("responses that no test had").isEmpty();
    }

    @Test
    void everyKindOfProblemWasSeen() throws IOException {
        Set<String> kinds = seen().stream()
                .flatMap(answer -> ContractFile.problemKind(answer.type()).stream())
                .collect(Collectors.toCollection(TreeSet::new));

        if (!Libvips.isInstalled()) {
            kinds.addAll(Set.of("undecodable-image", "rendition-busy"));
        }
        assertThat(kinds).containsExactlyElementsOf(ContractFile.problemKinds());
    }

    private static List<Answer> seen() throws IOException {
        try (var lines = Files.lines(Contract.SEEN)) {
            return lines.map(Answer::read).toList();
        }
    }
}

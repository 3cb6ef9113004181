package io.tintype.packaged.cli;

import static io.tintype.packaged.Settings.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tintype.packaged.Command;
import io.tintype.packaged.Command.Result;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.S3Server;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The report of {@code doctor}, and what it leaves in the bucket. */
class DoctorCommandIT {

    private static final int CHECKS = 38;

    private String bucket;
    private Map<String, String> settings;

    @BeforeEach
    void makeBucket() {
        bucket = S3Server.shared().createBucket();
        settings = S3Server.shared().settings(bucket);
    }

    @Test
    void reportsOneLineForEachCheckAndLeavesNothing() {
        Result result = Command.run(settings, "doctor", "--entries", "1100");

        assertThat(result.code()).isZero();
        assertThat(result.out()).endsWith("\nThe service can use this store.\n");
        assertThat(result.out().lines())
                .startsWith("Checks " + S3Server.shared().endpoint() + "/" + bucket)
                .filteredOn(line -> line.matches("(works|does not work|skipped) .* [0-9,]+ ms.*"))
                .hasSize(CHECKS);
        assertThat(result.out())
                .contains("works          rejects a second write of a key ")
                .contains("works          lists 1,100 entries in order, page by page ")
                .contains("works          passes tintype verify --checksums ")
                .doesNotContain(S3Server.shared().secretKey());
        assertThat(result.err()).isEmpty();
        assertThat(keys()).isEmpty();
    }

    @Test
    void explainsAWrongSecretAndSkipsTheRest() {
        Result result = Command.run(with(settings, "AWS_SECRET_ACCESS_KEY", "not-the-secret"), "doctor");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out())
                .contains("works          responds ")
                .contains("does not work  accepts the credentials ")
                .contains("skipped        has the bucket ")
                .contains("Does not work (required): accepts the credentials\n  Reason:     SignatureDoesNotMatch: ")
                .contains("  What to do: Check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN")
                .endsWith("The service cannot use this store. Fix this first: the other checks require it.\n")
                .doesNotContain("not-the-secret");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void explainsAMissingBucket() {
        Result result = Command.run(with(settings, "BUCKET_NAME", "no-such-bucket"), "doctor");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out())
                .contains("works          accepts the credentials ")
                .contains("Does not work (required): has the bucket\n  Reason:     NoSuchBucket")
                .contains("  What to do: Create the bucket, or set BUCKET_NAME to its name.");
    }

    @Test
    void explainsAStoreThatDoesNotRespond() {
        Result result = Command.run(
                with(settings, "AWS_ENDPOINT_URL_S3", "http://127.0.0.1:" + PackagedApplication.freePort()), "doctor");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out())
                .contains("does not work  responds ")
                .contains("  Reason:     HeadBucket: Connection refused")
                .contains("  What to do: Check AWS_ENDPOINT_URL_S3")
                .doesNotContain("remain in the bucket");
    }

    @Test
    void refusesTheDiskStore() {
        Result result = Command.run(Map.of("TINTYPE_STORAGE", "disk"), "doctor");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines())
                .singleElement()
                .asString()
                .startsWith("TINTYPE_STORAGE is disk, and tintype doctor checks S3 stores.");
    }

    @Test
    void removesItsObjectsWhenItIsInterrupted(@TempDir Path folder) throws Exception {
        Process process = start(folder, "doctor", "--entries", "100000");
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> keys().size() > 200);
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }

        assertThat(process.exitValue()).isEqualTo(130);
        assertThat(keys()).isEmpty();
    }

    private Process start(Path folder, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(PackagedApplication.command(List.of()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile());
        builder.environment().putAll(settings);
        return builder.start();
    }

    private List<String> keys() {
        try (S3Client client = S3Server.shared().client().build()) {
            return client.listObjectsV2(request -> request.bucket(bucket)).contents().stream()
                    .map(S3Object::key)
                    .toList();
        }
    }
}

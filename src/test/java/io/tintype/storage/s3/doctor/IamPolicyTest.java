package io.tintype.storage.s3.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tintype.storage.admin.StoreCheck;
import io.tintype.storage.s3.client.RecordingTransport;
import io.tintype.storage.s3.client.TestTransports;
import io.tintype.testing.Json;
import io.tintype.testing.S3Server;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

/** Compares {@code iam/policy.json} with the requests of the adapters, all of which the checks use. */
class IamPolicyTest {

    private static final Map<String, Set<String>> ACTIONS = Map.of(
            "GetObject", Set.of("s3:GetObject"),
            "HeadObject", Set.of("s3:GetObject"),
            "PutObject", Set.of("s3:PutObject"),
            "CopyObject", Set.of("s3:GetObject", "s3:PutObject"),
            "DeleteObject", Set.of("s3:DeleteObject"),
            "ListObjectsV2", Set.of("s3:ListBucket"),
            "HeadBucket", Set.of("s3:ListBucket"),
            // of the audit, which iam/README.md describes
            "ListMultipartUploads", Set.of(),
            "AbortMultipartUpload", Set.of());

    @Test
    void permitsExactlyWhatTheAdaptersRequest() throws Exception {
        RecordingTransport transport = new RecordingTransport(TestTransports.DEFAULT);
        String bucket = S3Server.shared().createBucket();
        try (S3Client client = S3Server.shared().client().build();
                S3Doctor doctor = new S3Doctor(TestTransports.bucket(client, bucket, transport), Optional.empty())) {
            for (StoreCheck check : doctor.checks(10)) {
                check.action().run();
            }
        }

        JsonNode statements =
                Json.of(Files.readAllBytes(Path.of("iam/policy.json"))).path("Statement");
        Set<String> actions = new TreeSet<>();
        Set<String> prefixes = new TreeSet<>();
        statements.forEach(statement -> {
            texts(statement.path("Action")).forEach(actions::add);
            texts(statement.path("Resource")).stream()
                    .filter(resource -> resource.endsWith("/*"))
                    .map(resource -> resource.substring("arn:aws:s3:::BUCKET/".length(), resource.length() - 1))
                    .forEach(prefixes::add);
        });
        Set<String> requestedActions = new TreeSet<>();
        Set<String> requestedPrefixes = new TreeSet<>();
        transport.calls().forEach(call -> {
            String[] words = call.split(" ");
            requestedActions.addAll(ACTIONS.get(words[0]));
            if (words.length > 1) {
                requestedPrefixes.add(words[1].substring(0, words[1].indexOf('/') + 1));
            }
        });
        assertThat(requestedActions).isEqualTo(actions);
        assertThat(requestedPrefixes).isEqualTo(prefixes);
    }

    private static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        if (node.isTextual()) {
            texts.add(node.asText());
        }
        node.forEach(element -> texts.add(element.asText()));
        return texts;
    }
}

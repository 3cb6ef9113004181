package io.tintype.http;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.S3Server;
import io.tintype.testing.Tokens;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The service under test, on either store. */
final class Servers {

    /** The folder of spooled uploads, in this fork; tests look there for leftovers. */
    static final Path SPOOL = Path.of(
                    "target", "spool", Long.toString(ProcessHandle.current().pid()))
            .toAbsolutePath();

    static final String MAX_UPLOAD = "1M";
    static final long MAX_UPLOAD_BYTES = 1024 * 1024;

    /** The name of a system property. A field would not be shared, because Quarkus loads this class more than once. */
    private static final String MANAGEMENT_PORT = "management-port-of-the-tests";

    private Servers() {}

    /** Returns a URL on the port for health and metrics. */
    static String management(String path) {
        return "http://localhost:" + managementPort() + path;
    }

    private static String managementPort() {
        if (System.getProperty(MANAGEMENT_PORT) == null) {
            System.setProperty(MANAGEMENT_PORT, Integer.toString(PackagedApplication.freePort()));
        }
        return System.getProperty(MANAGEMENT_PORT);
    }

    private static Map<String, String> settings(Map<String, String> storage) {
        Map<String, String> settings = new HashMap<>(storage);
        settings.put("jwt.secret", Tokens.SECRET);
        settings.put("tintype.max-upload", MAX_UPLOAD);
        settings.put("quarkus.management.port", managementPort()); // of the packaged service
        settings.put("quarkus.management.test-port", managementPort());
        settings.put("quarkus.http.body.uploads-directory", SPOOL.toString());
        settings.put("tintype.presets", "thumbnail:320,preview:1280,tiny:32");
        return settings;
    }

    /** Images in a folder. */
    public static final class OnDisk implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return settings(Map.of("tintype.storage", "disk", "tintype.storage.directory", "target/test-images"));
        }
    }

    /** Images in a real S3 server. */
    public static final class OnS3 implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return settings(Map.of("tintype.storage", "s3"));
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(Bucket.class));
        }
    }

    /** A bucket of its own, named by the variables that an operator sets. */
    public static final class Bucket implements QuarkusTestResourceLifecycleManager {
        @Override
        public Map<String, String> start() {
            S3Server server = S3Server.shared();
            // The credentials use Quarkus's properties, because the SDK reads variables only from the environment.
            return Map.of(
                    "BUCKET_NAME", server.createBucket(),
                    "AWS_ENDPOINT_URL_S3", server.endpoint().toString(),
                    "quarkus.s3.aws.credentials.type", "static",
                    "quarkus.s3.aws.credentials.static-provider.access-key-id", server.accessKey(),
                    "quarkus.s3.aws.credentials.static-provider.secret-access-key", server.secretKey());
        }

        @Override
        public void stop() {
            // the server ends with the tests
        }
    }
}

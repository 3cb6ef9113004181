package io.tintype.packaged.operations;

import static io.tintype.packaged.Settings.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.tintype.packaged.ApiClient;
import io.tintype.packaged.Operation;
import io.tintype.testing.Contract;
import io.tintype.testing.Keys;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.PackagedApplication.Exit;
import io.tintype.testing.TokenSigner;
import io.tintype.testing.Tokens;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jose4j.jwk.OctetSequenceJsonWebKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Invalid settings stop startup with one line that names the variable and the remedy. */
class StartupIT {

    private static final Map<String, String> SECRET = Map.of("JWT_SECRET", Tokens.SECRET);
    private static final Map<String, String> DISK = with(SECRET, "TINTYPE_STORAGE", "disk");
    private static final String SPOOL = "QUARKUS_HTTP_BODY_UPLOADS_DIRECTORY";
    private static final Map<String, String> S3 = with(
            SECRET,
            "BUCKET_NAME",
            "images",
            "AWS_REGION",
            "eu-central-1",
            "AWS_ACCESS_KEY_ID",
            "key",
            "AWS_SECRET_ACCESS_KEY",
            "secret");

    /**
     * Variables that contradict each other, or lack something.
     *
     * @param kind for people
     * @param environment all variables
     * @param line the texts that the only line contains
     */
    private record Fault(String kind, Map<String, String> environment, List<String> line) {

        Fault(String kind, Map<String, String> environment, String... line) {
            this(kind, environment, List.of(line));
        }

        @Override
        public String toString() {
            return kind;
        }
    }

    @ParameterizedTest
    @MethodSource({
        "secrets",
        "linkSecrets",
        "publicKeys",
        "issuers",
        "stores",
        "limits",
        "renditions",
        "quotas",
        "ports"
    })
    void stopsStartupWithOneLineThatNamesTheVariable(Fault fault) {
        Exit exit = PackagedApplication.exitOf(fault.environment());

        assertThat(exit.code()).isEqualTo(1);
        assertThat(exit.output().lines().filter(line -> !line.isBlank()))
                .singleElement()
                .satisfies(line ->
                        assertThat(line).contains(fault.line()).containsPattern("(?i)\\b(un)?set (it|both|the)\\b"));
    }

    /**
     * The JVM replaces characters that an ASCII locale lacks, and cannot recover them. The executable always reads
     * UTF-8. A shell makes the bytes, because those that Java passes depend on the locale of the
     * tests.
     */
    @ParameterizedTest
    @ValueSource(strings = {"TINTYPE_STORAGE_DIRECTORY", SPOOL})
    void stopsStartupIfTheLocaleLacksCharactersOfAFolder(String variable) throws IOException {
        assumeFalse(PackagedApplication.isNative());

        Exit exit = PackagedApplication.exitOf(folder -> inBuecher(variable), with(DISK, "LC_ALL", "C"));

        assertThat(exit.code()).isEqualTo(1);
        assertThat(exit.output().lines().filter(line -> !line.isBlank()))
                .singleElement()
                .satisfies(line -> assertThat(line).contains(variable + " is 'b", "Set LC_ALL to C.UTF-8"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TINTYPE_STORAGE_DIRECTORY", SPOOL})
    void usesAFolderOfAnyCharactersNatively(String variable) throws IOException {
        assumeTrue(PackagedApplication.isNative());

        try (PackagedApplication application =
                PackagedApplication.start(folder -> inBuecher(variable), with(DISK, "LC_ALL", "C"))) {
            new ApiClient(application, Tokens.of("ann")).uploadedId();

            assertThat(application.folder().resolve("b\u00fccher")).isDirectory();
        }
    }

    private static List<String> inBuecher(String variable) {
        return List.of("sh", "-c", "export " + variable + "=$(printf 'b\\303\\274cher'); exec \"$@\"", "sh");
    }

    private static Stream<Fault> secrets() {
        return Stream.of(
                new Fault("nothing", Map.of(), "JWT_SECRET is not set", "JWT_PUBLIC_KEY_LOCATION"),
                new Fault("empty secret", with(DISK, "JWT_SECRET", ""), "JWT_SECRET is not set"),
                new Fault("secret of spaces", with(DISK, "JWT_SECRET", " ".repeat(40)), "JWT_SECRET is not set"),
                new Fault("short secret", with(DISK, "JWT_SECRET", "x".repeat(31)), "JWT_SECRET has 31 bytes"),
                new Fault(
                        "secret and public key",
                        with(DISK, "JWT_PUBLIC_KEY_LOCATION", Keys.file("").toString()),
                        "JWT_SECRET and JWT_PUBLIC_KEY_LOCATION are both set"),
                new Fault("gallery of a guess", with(DISK, "TINTYPE_GALLERY", "yes"), "TINTYPE_GALLERY is 'yes'"),
                new Fault("library of both", with(DISK, "TINTYPE_LIBRARY", "both"), "TINTYPE_LIBRARY is 'both'"),
                new Fault("audit log of a guess", with(DISK, "TINTYPE_AUDIT_LOG", "on"), "TINTYPE_AUDIT_LOG is 'on'"),
                new Fault(
                        "audit log without its file",
                        with(DISK, "TINTYPE_AUDIT_LOG", "file"),
                        "TINTYPE_AUDIT_FILE is not set"),
                new Fault(
                        "audit file of another log",
                        with(DISK, "TINTYPE_AUDIT_LOG", "stdout", "TINTYPE_AUDIT_FILE", "audit.log"),
                        "TINTYPE_AUDIT_FILE is set"),
                new Fault(
                        "audit file in no folder",
                        with(DISK, "TINTYPE_AUDIT_LOG", "file", "TINTYPE_AUDIT_FILE", "missing/audit.log"),
                        "TINTYPE_AUDIT_FILE is 'missing/audit.log'"),
                new Fault("scopes of a guess", with(DISK, "TINTYPE_SCOPES", "on"), "TINTYPE_SCOPES is 'on'"),
                new Fault(
                        "claims without an audience",
                        with(DISK, "TINTYPE_AUDIENCE_CLAIMS", "client_id"),
                        "TINTYPE_AUDIENCE_CLAIMS is set, and JWT_AUDIENCE is not"));
    }

    private static Stream<Fault> linkSecrets() {
        return Stream.of(
                new Fault(
                        "short secret of links",
                        with(DISK, "TINTYPE_LINK_SECRET", "x".repeat(31)),
                        "TINTYPE_LINK_SECRET has 31 bytes"),
                new Fault(
                        "secret of links that is also that of tokens",
                        with(DISK, "TINTYPE_LINK_SECRET", Tokens.SECRET),
                        "TINTYPE_LINK_SECRET and JWT_SECRET are equal"),
                new Fault(
                        "previous secret of links that is also that of tokens",
                        with(
                                DISK,
                                "TINTYPE_LINK_SECRET",
                                "y".repeat(32),
                                "TINTYPE_LINK_SECRET_PREVIOUS",
                                Tokens.SECRET),
                        "TINTYPE_LINK_SECRET_PREVIOUS and JWT_SECRET are equal"),
                new Fault(
                        "lifetime without a unit",
                        with(DISK, "TINTYPE_LINK_MAX_AGE", "3600"),
                        "TINTYPE_LINK_MAX_AGE is '3600'"),
                new Fault("negative cache", with(DISK, "TINTYPE_LINK_CACHE", "-PT1H"), "TINTYPE_LINK_CACHE is '-PT1H'"),
                new Fault(
                        "public URL without a scheme",
                        with(DISK, "TINTYPE_PUBLIC_URL", "images.test"),
                        "TINTYPE_PUBLIC_URL is 'images.test'"));
    }

    private static Stream<Fault> issuers() {
        Map<String, String> oidc = Map.of(
                "TINTYPE_STORAGE", "disk",
                "TINTYPE_OIDC_ISSUER", "https://login.example.com",
                "TINTYPE_OIDC_CLIENT_ID", "gallery");
        return Stream.of(
                issuer("issuer without a client", with(oidc, "TINTYPE_OIDC_CLIENT_ID", ""), "CLIENT_ID is not set"),
                issuer("client without an issuer", with(oidc, "TINTYPE_OIDC_ISSUER", " "), "ISSUER is not set"),
                issuer("scope alone", with(DISK, "TINTYPE_OIDC_SCOPE", "openid"), "ISSUER is not set"),
                issuer("name", with(oidc, "TINTYPE_OIDC_ISSUER", "login.example.com"), "ISSUER is 'login.ex"),
                issuer("http", with(oidc, "TINTYPE_OIDC_ISSUER", "http://login.example.com"), "ISSUER is 'http:"),
                issuer(
                        "http, like this machine",
                        with(oidc, "TINTYPE_OIDC_ISSUER", "http://localhost.example.com"),
                        "http is possible only on this machine"),
                issuer(
                        "query",
                        with(oidc, "TINTYPE_OIDC_ISSUER", "https://login.example.com?tenant=a"),
                        "without query"),
                issuer("fragment", with(oidc, "TINTYPE_OIDC_ISSUER", "https://login.example.com/#a"), "and fragment"),
                issuer("password", with(oidc, "TINTYPE_OIDC_ISSUER", "https://a:b@login.example.com"), "https URL"),
                issuer("spaces", with(oidc, "TINTYPE_OIDC_ISSUER", "https://login.example.com/a b"), "https URL"),
                issuer(
                        "no openid",
                        with(oidc, "TINTYPE_OIDC_SCOPE", "profile email"),
                        "SCOPE is 'profile email', without openid"),
                new Fault(
                        "issuer and secret",
                        with(oidc, "JWT_SECRET", Tokens.SECRET),
                        "JWT_SECRET and TINTYPE_OIDC_ISSUER are both set"),
                new Fault(
                        "issuer and keys",
                        with(oidc, "JWT_PUBLIC_KEY_LOCATION", "https://login.example.com/jwks.json"),
                        "JWT_PUBLIC_KEY_LOCATION and TINTYPE_OIDC_ISSUER are both set"));
    }

    private static Fault issuer(String kind, Map<String, String> environment, String line) {
        return new Fault(kind, environment, "TINTYPE_OIDC_", line);
    }

    private static Stream<Fault> publicKeys() {
        return Stream.of(
                key("missing file", "missing.pem", "cannot be read"),
                key("folder", "/", "cannot be read"),
                key("file URL of a missing file", "file:///missing/key.pem", "cannot be read"),
                key("invalid file URL", "file:key.pem", "cannot be read"),
                keyFile("empty file", "", "neither a PEM file nor a JWK set"),
                keyFile("garbage", "garbage", "neither a PEM file nor a JWK set"),
                keyFile("garbage in JSON", "{\"keys\":7}", "neither a PEM file nor a JWK set"),
                keyFile(
                        "garbage in PEM",
                        "-----BEGIN PUBLIC KEY-----\ngarbage\n-----END PUBLIC KEY-----\n",
                        "no RSA or"),
                keyFile("private key", Keys.pem("PRIVATE KEY", Keys.rsa().getPrivate()), "without a PUBLIC KEY"),
                keyFile("empty JWK set", "{\"keys\":[]}", "without an RSA or elliptic-curve key"),
                keyFile(
                        "JWK set of secrets",
                        Keys.jwkSet(new OctetSequenceJsonWebKey(Tokens.secret(Tokens.SECRET))),
                        "without an RSA or elliptic-curve key"));
    }

    private static Stream<Fault> stores() {
        String file = Keys.file("").toString();
        return Stream.of(
                new Fault("floppy", with(SECRET, "TINTYPE_STORAGE", "floppy"), "TINTYPE_STORAGE is 'floppy'"),
                new Fault("no bucket", without(S3, "BUCKET_NAME"), "BUCKET_NAME is not set"),
                new Fault("empty bucket", with(S3, "BUCKET_NAME", ""), "BUCKET_NAME is not set"),
                new Fault("blank bucket", with(S3, "BUCKET_NAME", "  "), "BUCKET_NAME is not set"),
                bucket("my_images", "not a valid bucket name"),
                bucket("arn:aws:s3:eu-west-1:123456789012:accesspoint/images", "an access point in eu-west-1"),
                new Fault(
                        "endpoint with an underscore",
                        endpoint("http://my_store:9000"),
                        "AWS_ENDPOINT_URL_S3 is 'http://my_store:9000', whose host name has an underscore"),
                new Fault("neither region nor endpoint", without(S3, "AWS_REGION"), "AWS_REGION is not set"),
                new Fault("id without secret", without(S3, "AWS_SECRET_ACCESS_KEY"), "AWS_SECRET_ACCESS_KEY"),
                new Fault("secret without id", with(S3, "AWS_ACCESS_KEY_ID", ""), "AWS_ACCESS_KEY_ID"),
                new Fault("endpoint that is a word", endpoint("nonsense"), "AWS_ENDPOINT_URL_S3 is 'nonsense'"),
                new Fault("endpoint without host", endpoint("http://"), "AWS_ENDPOINT_URL_S3 is 'http://'"),
                new Fault("endpoint without scheme", endpoint("localhost:9"), "AWS_ENDPOINT_URL_S3 is 'localhost:9'"),
                new Fault("endpoint by FTP", endpoint("ftp://localhost"), "AWS_ENDPOINT_URL_S3 is 'ftp://localhost'"),
                new Fault("endpoint with a space", endpoint("http://a b"), "AWS_ENDPOINT_URL_S3 is 'http://a b'"),
                new Fault(
                        "unsafe store of a guess",
                        with(S3, "TINTYPE_UNSAFE_STORE", "yes"),
                        "TINTYPE_UNSAFE_STORE is 'yes'"),
                new Fault("folder that is a file", folder(file), "TINTYPE_STORAGE_DIRECTORY is '" + file + "'"),
                new Fault("folder in a file", folder(file + "/images"), "TINTYPE_STORAGE_DIRECTORY is '" + file),
                new Fault("spool that is a file", spool(file), SPOOL + " is '" + file + "'"),
                new Fault("spool in a file", spool(file + "/uploads"), SPOOL + " is '" + file),
                new Fault("spool that cannot be made", spool("/proc/uploads"), SPOOL + " is '/proc/uploads'"));
    }

    private static Stream<Fault> renditions() {
        return Stream.of(
                limit("TINTYPE_PRESETS", "thumbnail:4097"),
                limit("TINTYPE_SIZES", "320px"),
                limit("TINTYPE_MAX_RENDITION_PIXELS", "2147483648"));
    }

    private static Stream<Fault> limits() {
        return Stream.concat(
                Stream.of("abc", "0", "-1", "6G", "99999999999999G", "9223372036854775807", "99999999999999999999")
                        .map(size -> limit("TINTYPE_MAX_UPLOAD", size)),
                Stream.of("abc", "0", "-1", "99999999999999999999")
                        .flatMap(count -> Stream.of(
                                limit("TINTYPE_RATE_LIMIT", count),
                                limit("TINTYPE_MAX_PIXELS", count),
                                limit("TINTYPE_MAX_CONCURRENT_UPLOADS", count),
                                limit("TINTYPE_MAX_CONCURRENT_UPLOADS_PER_SUBJECT", count))));
    }

    private static Stream<Fault> quotas() {
        return Stream.of(
                limit("TINTYPE_QUOTA_BYTES", "abc"),
                limit("TINTYPE_QUOTA_BYTES", "-1"),
                limit("TINTYPE_QUOTA_BYTES", "99999999999999G"),
                limit("TINTYPE_QUOTA_IMAGES", "1.5"),
                limit("TINTYPE_QUOTA_IMAGES", "-1"));
    }

    private static Stream<Fault> ports() {
        return Stream.of(new Fault(
                "one port for both",
                with(DISK, "QUARKUS_HTTP_PORT", "8099", "QUARKUS_MANAGEMENT_PORT", "8099"),
                "QUARKUS_MANAGEMENT_PORT is 8099, as QUARKUS_HTTP_PORT is"));
    }

    @Test
    void treatsAnEmptyVariableAsNotSet() {
        Map<String, String> environment = new HashMap<>(DISK);
        for (String name : List.of(
                "JWT_PUBLIC_KEY_LOCATION",
                "JWT_ISSUER",
                "JWT_AUDIENCE",
                "TINTYPE_QUOTA_BYTES",
                "TINTYPE_QUOTA_IMAGES",
                "TINTYPE_RATE_LIMIT",
                "TINTYPE_AUDIT_LOG",
                "TINTYPE_AUDIT_FILE",
                "TINTYPE_AUDIT_CLIENT_ADDRESS",
                "TINTYPE_SCOPES",
                "TINTYPE_SCOPE_CLAIMS",
                "TINTYPE_SCOPE_PREFIX",
                "TINTYPE_SUBJECT_CLAIM",
                "TINTYPE_AUDIENCE_CLAIMS",
                "TINTYPE_STORAGE_DIRECTORY",
                "TINTYPE_LIBRARY",
                "TINTYPE_GALLERY",
                "TINTYPE_MAX_UPLOAD",
                "TINTYPE_MAX_PIXELS",
                "TINTYPE_PRESETS",
                "TINTYPE_SIZES",
                "TINTYPE_MAX_RENDITION_PIXELS",
                "TINTYPE_VIPS_LIBRARY",
                "TINTYPE_MAX_CONCURRENT_UPLOADS",
                "TINTYPE_MAX_CONCURRENT_UPLOADS_PER_SUBJECT",
                "BUCKET_NAME",
                "AWS_REGION",
                "AWS_ACCESS_KEY_ID",
                "AWS_SECRET_ACCESS_KEY",
                "AWS_ENDPOINT_URL_S3",
                "AWS_ENDPOINT_URL",
                "AWS_DEFAULT_REGION",
                "TINTYPE_UNSAFE_STORE")) {
            environment.put(name, "");
        }

        try (PackagedApplication application = PackagedApplication.start(environment)) {
            assertServes(application, Tokens.SECRET);
            assertThat(application.folder().resolve("data")).isDirectory();
            assertThat(application.log()).doesNotContain("WARN", "ERROR");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 501})
    void rejectsAStoreWithoutConditionalWritesUnlessAccepted(int status) throws IOException {
        HttpServer store = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        store.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(exchange.getRequestMethod().equals("PUT") ? status : 204, -1);
            exchange.close();
        });
        store.start();
        Map<String, String> environment =
                endpoint("http://127.0.0.1:" + store.getAddress().getPort());
        try {
            Exit exit = PackagedApplication.exitOf(environment);

            assertThat(exit.code()).isEqualTo(1);
            assertThat(exit.output().lines().filter(line -> !line.isBlank()))
                    .singleElement()
                    .asString()
                    .contains("does not support If-None-Match: * on PutObject", "TINTYPE_UNSAFE_STORE");
            try (PackagedApplication application =
                    PackagedApplication.start(with(environment, "TINTYPE_UNSAFE_STORE", "accept"))) {
                assertThat(application.log()).contains("WARN", "does not support If-None-Match: * on PutObject");
            }
        } finally {
            store.stop(0);
        }
    }

    @Test
    void usesS3IfStorageIsEmpty() {
        Exit exit = PackagedApplication.exitOf(with(SECRET, "TINTYPE_STORAGE", "", "AWS_REGION", "eu-central-1"));

        assertThat(exit.output()).contains("BUCKET_NAME is not set");
    }

    /** Other settings of Quarkus expand {@code ${...}} and interpret backslashes and commas. */
    @Test
    void usesTheSecretVerbatim() {
        String secret = " $$a ${HOME} ${missing} \\${x} \\\\ , \" '%s #" + Tokens.SECRET + " ";

        try (PackagedApplication application = PackagedApplication.start(with(DISK, "JWT_SECRET", secret))) {
            assertServes(application, secret);
        }
    }

    private static void assertServes(PackagedApplication application, String secret) {
        String token = new TokenSigner("HS256", Tokens.secret(secret)).token();
        for (Operation operation : List.of(Operation.UPLOAD, Operation.LIST)) {
            assertThat(operation
                            .send(Contract.given(application.baseUri(), token), null)
                            .statusCode())
                    .isEqualTo(operation.success());
        }
    }

    private static Fault key(String kind, String location, String line) {
        Map<String, String> environment = Map.of("TINTYPE_STORAGE", "disk", "JWT_PUBLIC_KEY_LOCATION", location);
        return new Fault("public key: " + kind, environment, "JWT_PUBLIC_KEY_LOCATION: " + location, line);
    }

    private static Fault keyFile(String kind, String content, String line) {
        return key(kind, Keys.file(content).toString(), line);
    }

    private static Fault limit(String variable, String value) {
        return new Fault(variable + " " + value, with(DISK, variable, value), variable + " is '" + value + "'");
    }

    private static Fault bucket(String name, String line) {
        return new Fault("bucket " + name, with(S3, "BUCKET_NAME", name), "BUCKET_NAME is '" + name + "'", line);
    }

    private static Map<String, String> endpoint(String url) {
        return with(S3, "AWS_ENDPOINT_URL_S3", url);
    }

    private static Map<String, String> spool(String path) {
        return with(DISK, SPOOL, path);
    }

    private static Map<String, String> folder(String path) {
        return with(DISK, "TINTYPE_STORAGE_DIRECTORY", path);
    }

    private static Map<String, String> without(Map<String, String> environment, String name) {
        Map<String, String> changed = new HashMap<>(environment);
        changed.remove(name);
        return changed;
    }
}

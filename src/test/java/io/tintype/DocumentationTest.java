package io.tintype;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.WithName;
import io.swagger.v3.oas.models.examples.Example;
import io.tintype.http.problem.ProblemType;
import io.tintype.storage.StorageConfig;
import io.tintype.testing.ContractFile;
import io.tintype.testing.ContractFile.ContractOperation;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that the documentation matches the service: variables, operations and problems. */
class DocumentationTest {

    /** Read by the AWS SDK, OpenTelemetry and Quarkus, so they are not in the project's sources. */
    private static final Set<String> VARIABLES_OF_LIBRARIES = Set.of(
            "AWS_CONFIG_FILE",
            "AWS_PROFILE",
            "AWS_SESSION_TOKEN",
            "HTTPS_PROXY",
            "HTTP_PROXY",
            "NO_PROXY",
            "OTEL_EXPORTER_OTLP_CERTIFICATE",
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "OTEL_EXPORTER_OTLP_HEADERS",
            "OTEL_EXPORTER_OTLP_PROTOCOL",
            "OTEL_EXPORTER_OTLP_TIMEOUT",
            "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
            "OTEL_PROPAGATORS",
            "OTEL_RESOURCE_ATTRIBUTES",
            "OTEL_SDK_DISABLED",
            "OTEL_SERVICE_NAME",
            "OTEL_TRACES_EXPORTER",
            "OTEL_TRACES_SAMPLER",
            "OTEL_TRACES_SAMPLER_ARG",
            "QUARKUS_HTTP_PORT",
            "QUARKUS_HTTP_ACCESS_LOG_ENABLED",
            "QUARKUS_HTTP_CORS_ENABLED",
            "QUARKUS_HTTP_CORS_EXPOSED_HEADERS",
            "QUARKUS_HTTP_CORS_ORIGINS",
            "QUARKUS_LOG_CONSOLE_JSON_ENABLED",
            "QUARKUS_LOG_LEVEL",
            "QUARKUS_MANAGEMENT_PORT",
            "QUARKUS_SHUTDOWN_TIMEOUT");

    private static final Pattern EXAMPLE_LINE = Pattern.compile("(?m)^#?([A-Z][A-Z0-9_]+)=(.*)$");
    private static final Pattern DEFAULT = Pattern.compile("DEFAULT_(\\w+) = \"([^\"]+)\"");
    private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]+):");
    private static final Pattern LINK = Pattern.compile("\\]\\((?![a-z]+:|#)([^)#]+)");
    private static final Pattern UNCLEAR =
            Pattern.compile("(?i)\\b(whoever|nobody|somebody)\\b|\\bis none\\b|held against|in our words");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private static final String CONFIGURATION = "docs/configuration.md";
    private static final String API = "docs/api.md";
    private static final Properties SETTINGS = settings();

    @Test
    void readmeIsShortAndLinksEveryDocument() throws IOException {
        String readme = read("README.md");

        assertThat(readme.lines().count()).isLessThanOrEqualTo(150);
        assertThat(readme).contains("(docs/gallery.jpg)");
        assertThat(Path.of("docs/gallery.jpg"))
                .satisfies(file -> assertThat(Files.size(file)).isLessThan(200_000));
        try (Stream<Path> documents = Files.list(Path.of("docs"))) {
            assertThat(documents.filter(file -> file.toString().endsWith(".md")))
                    .allSatisfy(document -> assertThat(readme).contains("(" + document + ")"));
        }
    }

    static Stream<Path> documents() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(""))) {
            return files
                    .filter(file -> file.toString().endsWith(".md"))
                    .filter(file ->
                            !file.startsWith("target") && !file.toString().contains("node_modules"))
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void linksLeadToFilesThatExist(Path document) {
        LINK.matcher(read(document.toString()))
                .results()
                .map(link -> document.resolveSibling(link.group(1)).normalize())
                .forEach(target -> assertThat(target).exists());
    }

    static Stream<Path> texts() throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src/main"))) {
            Stream<Path> others = Stream.of(Path.of("openapi.yaml"), Path.of(".env.example"));
            return Stream.of(documents(), others, sources.filter(Files::isRegularFile))
                    .flatMap(files -> files)
                    .toList()
                    .stream();
        }
    }

    /** These words hide who acts, or have a plainer term. */
    @ParameterizedTest
    @MethodSource("texts")
    void textNamesActors(Path text) {
        assertThat(UNCLEAR.matcher(read(text.toString())).results().map(MatchResult::group))
                .isEmpty();
    }

    @Test
    void documentationAndExampleListEveryVariableAndNoOther() {
        Set<String> variables = new TreeSet<>(VARIABLES_OF_LIBRARIES);
        variables.addAll(ownVariables());
        substitutions().forEach(variables::add);

        assertThat(rows(CONFIGURATION, "Configuration").keySet())
                .as(CONFIGURATION)
                .isEqualTo(variables);
        assertThat(exampleLines().keySet()).as(".env.example").isEqualTo(variables);
    }

    @Test
    void documentationAndExampleStateTheDefaults() {
        Map<String, String> defaults = defaults();

        assertThat(defaults).hasSizeGreaterThan(4);
        defaults.forEach((variable, value) -> {
            assertThat(code(cell(rows(CONFIGURATION, "Configuration").get(variable), 2)))
                    .as(CONFIGURATION + ", " + variable)
                    .isEqualTo(value);
            assertThat(exampleLines().get(variable))
                    .as(".env.example, " + variable)
                    .isEqualTo(value);
        });
    }

    @Test
    void documentationAndExampleAgreeOnDefaults() {
        rows(CONFIGURATION, "Configuration").forEach((variable, row) -> {
            String value = code(cell(row, 2));
            if (!value.isEmpty()) {
                assertThat(exampleLines().get(variable)).as(variable).isEqualTo(value);
            }
        });
    }

    static List<ContractOperation> operations() {
        return ContractFile.operations();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void documentationDescribesTheOperationAsTheContractDoes(ContractOperation operation) {
        String row = rows(API, "Operations").get(operation.id());

        assertThat(row).as("a row of " + API).isNotNull();
        assertThat(code(cell(row, 1))).isEqualTo(operation.method() + " " + operation.path());
        assertThat(code(cell(row, 2))).isEqualTo(operation.scope());
        assertThat(statuses(cell(row, 3))).isEqualTo(operation.successes());
        assertThat(statuses(cell(row, 4))).isEqualTo(operation.failures());
    }

    @Test
    void documentationDescribesNoOtherOperation() {
        assertThat(rows(API, "Operations").keySet())
                .containsExactlyInAnyOrderElementsOf(
                        operations().stream().map(ContractOperation::id).toList());
    }

    @Test
    void codeContractAndDocumentationKnowTheSameProblems() {
        Set<String> slugs =
                Arrays.stream(ProblemType.values()).map(ProblemType::slug).collect(Collectors.toSet());

        assertThat(ContractFile.problemKinds()).as("openapi.yaml").isEqualTo(slugs);
        assertThat(rows(API, "Problems").keySet()).as(API).isEqualTo(slugs);
    }

    @Test
    void contractAndDocumentationStateTheStatusAndTitleOfEachProblem() {
        Map<String, ProblemType> types =
                Arrays.stream(ProblemType.values()).collect(Collectors.toMap(ProblemType::slug, Function.identity()));

        for (Example example : ContractFile.problemExamples()) {
            ProblemType type = types.get(kind(example));
            assertThat(member(example, "title")).isEqualTo(type.title());
            assertThat(member(example, "status")).isEqualTo(Integer.toString(type.status()));
            assertThat(cell(rows(API, "Problems").get(type.slug()), 1))
                    .as(type.slug())
                    .isEqualTo(Integer.toString(type.status()));
        }
    }

    /** HEAD has no body, and so no problem. */
    @ParameterizedTest
    @MethodSource("operations")
    void contractShowsAProblemForEveryFailure(ContractOperation operation) {
        assertThat(operation.failures()).isNotEmpty();
        operation.failures().forEach(status -> {
            Map<String, Example> examples =
                    ContractFile.problemExamples(operation.responses().get(status));
            assertThat(examples.isEmpty())
                    .as("no example of status " + status)
                    .isEqualTo(operation.method().equals("HEAD"));
            examples.forEach((name, example) ->
                    assertThat(member(example, "status")).as(name).isEqualTo(status.toString()));
        });
    }

    /** Variables that a @ConfigMapping reads; those set from other variables are left out. */
    private static Set<String> ownVariables() {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.tintype").stream()
                        .filter(type -> type.isAnnotatedWith(ConfigMapping.class))
                        .map(JavaClass::reflect)
                        .flatMap(mapping -> Arrays.stream(mapping.getDeclaredMethods())
                                .filter(method -> Modifier.isAbstract(method.getModifiers()))
                                .map(method -> property(mapping, method)))
                        .filter(property -> !SETTINGS.containsKey(property))
                        .map(DocumentationTest::variable)
                        .collect(Collectors.toSet());
    }

    /** Returns the defaults that are constants: {@code DEFAULT_X} is the default of {@code TINTYPE_X}. */
    private static Map<String, String> defaults() {
        Map<String, String> defaults = new TreeMap<>();
        for (String file : List.of(
                "DerivedSettings.java",
                "image/UploadLimits.java",
                "http/upload/UploadLimiter.java",
                "rendition/RenditionLimits.java")) {
            DEFAULT.matcher(read("src/main/java/io/tintype/" + file))
                    .results()
                    .forEach(constant -> assertThat(defaults.put("TINTYPE_" + constant.group(1), constant.group(2)))
                            .as("another " + constant.group())
                            .isIn(null, constant.group(2)));
        }
        StorageConfig storage = new SmallRyeConfigBuilder()
                .withMapping(StorageConfig.class)
                .build()
                .getConfigMapping(StorageConfig.class);
        defaults.put("TINTYPE_STORAGE", storage.kind());
        defaults.put("TINTYPE_STORAGE_DIRECTORY", storage.directory().toString());
        defaults.put("QUARKUS_SHUTDOWN_TIMEOUT", SETTINGS.getProperty("quarkus.shutdown.timeout"));
        return defaults;
    }

    private static String property(Class<?> mapping, Method method) {
        WithName name = method.getAnnotation(WithName.class);
        String own =
                name == null ? method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT) : name.value();
        return mapping.getAnnotation(ConfigMapping.class).prefix() + "." + own;
    }

    /** Returns the environment variable by which MicroProfile Config reads a property. */
    private static String variable(String property) {
        return property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    private static Stream<String> substitutions() {
        return SETTINGS.values().stream()
                .flatMap(value -> SUBSTITUTION.matcher(value.toString()).results())
                .map(match -> match.group(1));
    }

    private static Map<String, String> exampleLines() {
        return EXAMPLE_LINE
                .matcher(read(".env.example"))
                .results()
                .collect(Collectors.toMap(line -> line.group(1), line -> line.group(2), (a, b) -> a, TreeMap::new));
    }

    /** Returns the rows of the tables in a section of a document, by the code in their first cell. */
    private static Map<String, String> rows(String document, String heading) {
        String section = read(document).split("(?m)^##? " + heading + "$", 2)[1].split("(?m)^##? ", 2)[0];
        return section.lines()
                .filter(line -> line.startsWith("| `"))
                .collect(Collectors.toMap(row -> code(cell(row, 0)), row -> row, (a, b) -> a + b, TreeMap::new));
    }

    private static String cell(String row, int column) {
        return row.split("\\|")[column + 1].strip();
    }

    private static String code(String cell) {
        return CODE.matcher(cell)
                .results()
                .map(match -> match.group(1))
                .findFirst()
                .orElse("");
    }

    private static Set<Integer> statuses(String cell) {
        return Pattern.compile("\\b\\d{3}\\b")
                .matcher(cell)
                .results()
                .map(MatchResult::group)
                .map(Integer::valueOf)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String kind(Example example) {
        return ContractFile.problemKind(member(example, "type")).orElseThrow();
    }

    private static String member(Example example, String name) {
        return ((JsonNode) example.getValue()).get(name).asText();
    }

    private static Properties settings() {
        Properties settings = new Properties();
        try (Reader file = Files.newBufferedReader(Path.of("src/main/resources/application.properties"))) {
            settings.load(file);
            return settings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

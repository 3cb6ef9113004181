package io.tintype;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.AccessTarget.MethodCallTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.List;

/**
 * The packages and their forbidden dependencies. A rule of the form "classes that use it reside here" also fails if no
 * class uses it any more, so that no rule is left without effect.
 */
@AnalyzeClasses(packages = "io.tintype", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String GENERATED = "io.tintype.api..";
    private static final String HTTP = "io.tintype.http..";

    /** These may use internals of frameworks, each for one purpose that has no public API. */
    private static final List<String> ADAPTERS = List.of(
            "io.tintype.http.request.PipeliningLimiter", // the connection's Netty channel: HostileClientIT
            "io.tintype.http.upload.MultipartReader", // RESTEasy's parser of forms: MultipartReaderTest
            "io.tintype.http.upload.UploadAnnouncement", // the connection's Netty channel: ResumableUploadIT
            "io.tintype.tracing.ReportingSpanExporter", // why an export has failed: TracingFaultsIT
            "io.tintype.storage.s3.client.VertxInternals"); // the event loop of a request: VertxInternalsTest

    @ArchTest
    static final ArchRule AWS = classes()
            .that(use("software.amazon.."))
            .should()
            .resideInAPackage("io.tintype.storage.s3..")
            .because("all other packages use the ImageStore, so that a store can be exchanged");

    @ArchTest
    static final ArchRule JAX_RS = classes()
            .that(use("jakarta.ws.rs..", "org.jboss.resteasy.."))
            .and(resideOutsideOfPackage(GENERATED))
            .should()
            .resideInAPackage(HTTP)
            .because("requests and responses are translated in http; throw a failure with values, and map it there");

    @ArchTest
    static final ArchRule VERTX = classes()
            .that(use("io.vertx..", "io.quarkus.vertx.."))
            .and()
            // It prints the server's address, which only the server's own event contains.
            .doNotHaveFullyQualifiedName("io.tintype.security.DevelopmentToken")
            .should()
            .resideInAnyPackage(HTTP, GENERATED, "io.tintype.storage.s3.client", "io.tintype.tracing")
            .because("http translates the requests of clients, storage.s3.client sends those to S3,"
                    + " and tracing keeps the span of a request in its context");

    @ArchTest
    static final ArchRule OPEN_TELEMETRY = classes()
            .that(use("io.opentelemetry.sdk..", "io.opentelemetry.exporter.."))
            .should()
            .resideInAPackage("io.tintype.tracing")
            .because("all other packages make spans with the API");

    @ArchTest
    static final ArchRule GENERATED_TYPES = classes()
            .that(use(GENERATED))
            .and(resideOutsideOfPackage(GENERATED))
            .should()
            .resideInAPackage(HTTP)
            .because("the contract's types are how we speak to callers; among ourselves we use ImageMetadata");

    @ArchTest
    static final ArchRule TOKENS = classes()
            .that(use("org.jose4j..", "io.smallrye.jwt..", "org.eclipse.microprofile.jwt.."))
            .should()
            .resideInAnyPackage("io.tintype.security", "io.tintype.link")
            .because("a token is read in one place; ask the Caller for the library");

    @ArchTest
    static final ArchRule COMMAND_LINE = classes()
            .that(use("picocli.."))
            .should()
            .resideInAPackage("io.tintype.cli")
            .because(
                    "cli reads arguments and decides exit codes; the packages below it return values and throw failures");

    @ArchTest
    static final ArchRule FOREIGN_FUNCTIONS = classes()
            .that(use("java.lang.foreign.."))
            .should()
            .resideInAnyPackage("io.tintype.ffi..", "io.tintype.rendition.worker")
            .because("a wrong argument to C ends the process: few packages may call it");

    @ArchTest
    static final ArchRule INTERNALS = classes()
            .that(use(
                    "io.vertx.core.impl..",
                    "io.vertx.core.net.impl..",
                    "io.vertx.core.http.impl..",
                    "org.jboss.resteasy.reactive.server.core..",
                    "org.jboss.resteasy.reactive.common.util..",
                    "software.amazon.awssdk..internal..",
                    "io.opentelemetry..internal.."))
            .should(be(describe(
                    "one of " + ADAPTERS, type -> ADAPTERS.stream().anyMatch(name -> isOrIsIn(type, name)))))
            .because("the next version may change internals: each has one adapter, with a test of what we rely on");

    @ArchTest
    static final ArchRule DIRECTIONS = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("io.tintype..")
            .layer("start")
            .definedBy("io.tintype")
            .layer("api")
            .definedBy(GENERATED)
            .layer("http")
            .definedBy(HTTP)
            .layer("image")
            .definedBy("io.tintype.image")
            .layer("link")
            .definedBy("io.tintype.link")
            .layer("rendition")
            .definedBy("io.tintype.rendition")
            .layer("worker")
            .definedBy("io.tintype.rendition.worker")
            .layer("recipe")
            .definedBy("io.tintype.rendition.recipe")
            .layer("security")
            .definedBy("io.tintype.security")
            .layer("storage")
            .definedBy("io.tintype.storage")
            .layer("storage.admin")
            .definedBy("io.tintype.storage.admin")
            .layer("s3")
            .definedBy("io.tintype.storage.s3")
            .layer("s3.client")
            .definedBy("io.tintype.storage.s3.client")
            .layer("s3.admin")
            .definedBy("io.tintype.storage.s3.admin")
            .layer("s3.doctor")
            .definedBy("io.tintype.storage.s3.doctor")
            .layer("disk")
            .definedBy("io.tintype.storage.disk")
            .layer("audit")
            .definedBy("io.tintype.audit")
            .layer("ffi")
            .definedBy("io.tintype.ffi..")
            .layer("upload")
            .definedBy("io.tintype.upload")
            .layer("tracing")
            .definedBy("io.tintype.tracing")
            .layer("cli")
            .definedBy("io.tintype.cli")
            .ensureAllClassesAreContainedInArchitecture()
            .whereLayer("start")
            .mayNotAccessAnyLayer()
            .whereLayer("api")
            .mayNotAccessAnyLayer()
            .whereLayer("http")
            .mayOnlyAccessLayers(
                    "api", "image", "link", "recipe", "rendition", "security", "storage", "tracing", "upload")
            .whereLayer("tracing")
            .mayNotAccessAnyLayer()
            .whereLayer("upload")
            .mayOnlyAccessLayers("image", "storage")
            .whereLayer("image")
            .mayOnlyAccessLayers("storage", "storage.admin")
            .whereLayer("link")
            .mayOnlyAccessLayers("image", "security", "storage")
            .whereLayer("rendition")
            .mayOnlyAccessLayers("ffi", "image", "recipe", "storage", "tracing", "worker")
            .whereLayer("worker")
            .mayOnlyAccessLayers("ffi", "image", "recipe", "storage")
            .whereLayer("recipe")
            .mayOnlyAccessLayers("storage")
            .whereLayer("ffi")
            .mayNotAccessAnyLayer()
            .whereLayer("security")
            .mayOnlyAccessLayers("storage")
            .whereLayer("storage")
            .mayNotAccessAnyLayer()
            .whereLayer("storage.admin")
            .mayOnlyAccessLayers("storage")
            .whereLayer("s3.client")
            .mayOnlyAccessLayers("storage", "tracing")
            .whereLayer("s3")
            .mayOnlyAccessLayers("s3.client", "storage")
            .whereLayer("s3.admin")
            .mayOnlyAccessLayers("s3", "s3.client", "storage", "storage.admin")
            .whereLayer("s3.doctor")
            .mayOnlyAccessLayers("s3", "s3.client", "storage", "storage.admin")
            .whereLayer("disk")
            .mayOnlyAccessLayers("storage", "storage.admin")
            .whereLayer("audit")
            .mayOnlyAccessLayers("storage", "storage.admin")
            .whereLayer("cli")
            .mayOnlyAccessLayers("audit", "ffi", "image", "link", "security", "storage", "storage.admin", "worker")
            .because("a change in one package must not affect the packages below it; CONTRIBUTING.md shows them");

    @ArchTest
    static final ArchRule DIRECTIONS_IN_HTTP = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage(HTTP)
            .layer("operations")
            .definedBy("io.tintype.http")
            .layer("upload")
            .definedBy("io.tintype.http.upload")
            .layer("download")
            .definedBy("io.tintype.http.download")
            .layer("gallery")
            .definedBy("io.tintype.http.gallery")
            .layer("request")
            .definedBy("io.tintype.http.request")
            .layer("audit")
            .definedBy("io.tintype.http.audit")
            .layer("problem")
            .definedBy("io.tintype.http.problem")
            .whereLayer("operations")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("upload")
            .mayOnlyAccessLayers("request", "problem")
            .whereLayer("download")
            .mayOnlyAccessLayers("request", "problem")
            .whereLayer("gallery")
            .mayOnlyAccessLayers("request", "problem")
            .whereLayer("request")
            .mayOnlyAccessLayers("audit", "problem")
            .whereLayer("audit")
            .mayNotAccessAnyLayer()
            .whereLayer("problem")
            .mayNotAccessAnyLayer()
            .because(
                    "an upload and a download share only what every request passes, and all of them fail with a problem");

    @ArchTest
    static final ArchRule CYCLES = slices().matching("io.tintype.(**)")
            .should()
            .beFreeOfCycles()
            .because("two packages that need each other are one");

    @ArchTest
    static final ArchRule NAMES = noClasses()
            .should()
            .haveNameMatching(".*(Utils?|Helper|Manager|Impl|Service)(\\$.*)?")
            .because("a name says what a thing is, and these fit everything");

    @ArchTest
    static final ArchRule LOGGING = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.util.logging")
            .because("the log goes through org.jboss.logging, with the request id");

    @ArchTest
    static final ArchRule STANDARD_STREAMS = GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.because(
            "the log goes through org.jboss.logging, with the request id");

    @ArchTest
    static final ArchRule LOCALES = noClasses()
            .that(resideOutsideOfPackage(GENERATED))
            .should()
            .callMethodWhere(target(describe(
                    "depends on the locale, the time zone or the character set of the machine",
                    ArchitectureTest::dependsOnTheMachine)))
            .because("what is formatted here is for machines: name Locale.ROOT, UTC or UTF-8."
                    + " Main makes Locale.ROOT the default, which is what formatted and printf go by");

    private static boolean dependsOnTheMachine(AccessTarget target) {
        String name = target.getOwner().getName() + "." + target.getName();
        boolean hasNoArguments = target instanceof MethodCallTarget call
                && call.getRawParameterTypes().isEmpty();
        return switch (name) {
            case "java.lang.String.toLowerCase",
                    "java.lang.String.toUpperCase",
                    "java.lang.String.getBytes",
                    "java.time.LocalDate.now",
                    "java.time.LocalDateTime.now",
                    "java.time.ZonedDateTime.now",
                    "java.time.OffsetDateTime.now",
                    "java.text.NumberFormat.getInstance",
                    "java.text.NumberFormat.getIntegerInstance" -> hasNoArguments;
            case "java.time.format.DateTimeFormatter.ofPattern" ->
                target instanceof MethodCallTarget call
                        && call.getRawParameterTypes().size() == 1;
            case "java.time.ZoneId.systemDefault",
                    "java.util.Locale.getDefault",
                    "java.util.TimeZone.getDefault",
                    "java.nio.charset.Charset.defaultCharset" -> true;
            default -> false;
        };
    }

    private static boolean isOrIsIn(JavaClass type, String name) {
        return type.getName().equals(name) || type.getName().startsWith(name + "$");
    }

    private static DescribedPredicate<JavaClass> use(String... packages) {
        return DescribedPredicate.describe(
                "use " + String.join(" or ", packages),
                type -> type.getDirectDependenciesFromSelf().stream()
                        .anyMatch(dependency -> resideInAnyPackage(packages)
                                .test(dependency.getTargetClass().getBaseComponentType())));
    }
}

package io.tintype.http.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintype.testing.ContractFile;
import io.tintype.testing.ContractFile.ContractOperation;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTemplateTest {

    private static final String ID = "019ab4d2-7f1b-7c3e-9d54-3a8e5b6c7d10";

    static Stream<String> paths() {
        return ContractFile.operations().stream().map(ContractOperation::path).distinct();
    }

    @ParameterizedTest
    @MethodSource("paths")
    void knowsEveryPathOfTheContract(String path) {
        assertThat(RouteTemplate.of(path.replace("{", "").replace("}", "")))
                .map(RouteTemplate::text)
                .contains(path);
    }

    @ParameterizedTest
    @CsvSource({
        "/images/" + ID + "/metadata, /images/{id}/metadata, /images/" + ID + "/metadata",
        "/images/eyJhbGciOiJIUzI1NiJ9, /images/{id}, /images/REDACTED",
        "/images/" + ID + "/renditions/eyJ, /images/{id}/renditions/{preset}, /images/" + ID + "/renditions/REDACTED",
        "/links/eyJhbGciOiJIUzI1NiJ9.e30.abc, /links/{token}, /links/REDACTED",
        "/links/eyJ/harbour.jpg, /links/{token}/{name}, /links/REDACTED/REDACTED",
        "/uploads/direct, /uploads/direct, /uploads/direct",
        "/uploads/" + ID + ", /uploads/{id}, /uploads/" + ID,
        "/static/app/index.js, /static, /static"
    })
    void redactsEverythingButIds(String path, String template, String redacted) {
        RouteTemplate route = RouteTemplate.of(path).orElseThrow();

        assertThat(route.text()).isEqualTo(template);
        assertThat(route.redacted(path)).isEqualTo(redacted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/nothing", "/links/a/b/c", "/LINKS/eyJ", "/tintype/links/eyJ", "/images//"})
    void knowsNoOtherPath(String path) {
        assertThat(RouteTemplate.of(path)).isEmpty();
    }

    @Test
    void redactsAPathOfAnotherTemplate() {
        assertThat(RouteTemplate.of("/images").orElseThrow().redacted("/links/eyJ"))
                .isEqualTo("/images");
        assertThat(RouteTemplate.of("/images/" + ID).orElseThrow().redacted("/links/eyJ/harbour.jpg"))
                .isEqualTo("REDACTED");
    }
}

package io.tintype.http.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintype.api.model.Problem;
import java.net.URI;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemsTest {

    @ParameterizedTest
    @EnumSource
    void problemsHaveTheStatusAndTitleOfTheirType(ProblemType type) {
        Problem problem = type.problem("Detail.");

        assertThat(problem.getType()).isEqualTo(type.uri());
        assertThat(problem.getStatus()).isEqualTo(type.status()).isBetween(400, 599);
        assertThat(problem.getTitle()).isEqualTo(type.title());
        assertThat(problem.getDetail()).isEqualTo("Detail.");
    }

    /** RFC 9457, section 4.2, and draft-ietf-httpbis-resumable-upload. */
    @Test
    void typesOfTheIetfHaveItsPrefix() {
        assertThat(ProblemType.UPLOAD_EXPIRED.uri()).isEqualTo(URI.create("urn:tintype:problem:upload-expired"));
        assertThat(Arrays.stream(ProblemType.values())
                        .map(type -> type.uri().toString())
                        .filter(uri -> uri.startsWith("https:")))
                .containsExactly(
                        "https://iana.org/assignments/http-problem-types#completed-upload",
                        "https://iana.org/assignments/http-problem-types#inconsistent-upload-length",
                        "https://iana.org/assignments/http-problem-types#mismatching-upload-offset");
    }

    @Test
    void everyTypeHasASlugOfItsOwn() {
        assertThat(Arrays.stream(ProblemType.values()).map(ProblemType::slug))
                .doesNotHaveDuplicates()
                .allMatch(slug -> slug.matches("[a-z]+(-[a-z]+)*"));
    }

    @ParameterizedTest
    @CsvSource({
        "404, urn:tintype:problem:not-found",
        "405, urn:tintype:problem:method-not-allowed",
        "406, urn:tintype:problem:not-acceptable",
        "415, urn:tintype:problem:unsupported-media-type",
        "400, about:blank",
        "499, about:blank",
    })
    void aStatusHasAProblemTypeIfTheContractDefinesOne(int status, URI type) {
        Problem problem = Problems.ofStatus(status);

        assertThat(problem.getStatus()).isEqualTo(status);
        assertThat(problem.getType()).isEqualTo(type);
        assertThat(problem.getTitle()).isNotBlank();
        assertThat(problem.getDetail()).endsWith(".");
    }
}

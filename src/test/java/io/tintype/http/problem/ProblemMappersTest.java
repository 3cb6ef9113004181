package io.tintype.http.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.security.UnauthorizedException;
import io.tintype.api.model.Problem;
import io.tintype.image.ImageException;
import io.tintype.image.UploadLimits;
import io.tintype.rendition.RenditionException;
import io.tintype.storage.RenditionFormat;
import io.tintype.storage.StorageException;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Mappers that need the request itself are tested with it, in the scenarios. */
class ProblemMappersTest {

    private static final ProblemMappers MAPPERS =
            new ProblemMappers(new UploadLimits(1000, 2000), null, new ProblemMetrics(new SimpleMeterRegistry()));
    private static final UUID ID = new UUID(1, 2);

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(ProblemType.IMAGE_NOT_FOUND, MAPPERS.imageRefused(new ImageException.NotFound(ID))),
                Arguments.of(ProblemType.INVALID_UPLOAD, MAPPERS.imageRefused(new ImageException.Empty())),
                Arguments.of(ProblemType.CONTENT_TOO_LARGE, MAPPERS.imageRefused(new ImageException.TooLarge(2, 1))),
                Arguments.of(ProblemType.TOO_MANY_PIXELS, MAPPERS.imageRefused(new ImageException.TooManyPixels(2, 1))),
                Arguments.of(
                        ProblemType.RENDITIONS_UNAVAILABLE, MAPPERS.noRendition(new RenditionException.Unavailable())),
                Arguments.of(
                        ProblemType.RENDITIONS_UNAVAILABLE,
                        MAPPERS.noRendition(new RenditionException.UnsupportedFormat(RenditionFormat.AVIF))),
                Arguments.of(ProblemType.RENDITION_BUSY, MAPPERS.noRendition(new RenditionException.Busy())),
                Arguments.of(
                        ProblemType.STORAGE_UNAVAILABLE,
                        MAPPERS.storageFailed(new StorageException.Unavailable("x", null))),
                Arguments.of(ProblemType.INVALID_UPLOAD, MAPPERS.invalidUpload(new InvalidUploadException("x"))),
                Arguments.of(ProblemType.LISTS_BUSY, MAPPERS.listsBusy(new ListsBusyException())),
                Arguments.of(ProblemType.UPLOAD_TOO_SLOW, MAPPERS.uploadTooSlow(new SlowUploadException())),
                Arguments.of(
                        ProblemType.INVALID_PARAMETER,
                        MAPPERS.invalidParameter(new InvalidParameterException("limit", "must be a whole number"))),
                Arguments.of(
                        ProblemType.PRECONDITION_FAILED, MAPPERS.preconditionFailed(new PreconditionFailedException())),
                Arguments.of(
                        ProblemType.RANGE_NOT_SATISFIABLE,
                        MAPPERS.rangeNotSatisfiable(new RangeNotSatisfiableException(10))),
                Arguments.of(ProblemType.UNAUTHENTICATED, MAPPERS.noToken(new UnauthorizedException())),
                Arguments.of(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE,
                        MAPPERS.unsupportedContentCoding(new UnsupportedContentCodingException())),
                Arguments.of(ProblemType.OVERLOADED, MAPPERS.cannotSpool(new SpoolException(new IOException("x")))),
                Arguments.of(
                        ProblemType.CONTENT_TOO_LARGE,
                        MAPPERS.refusedByHttp(
                                new ClientErrorException(Response.Status.REQUEST_ENTITY_TOO_LARGE), null)),
                Arguments.of(ProblemType.NOT_ACCEPTABLE, MAPPERS.refusedByHttp(new NotAcceptableException(), null)));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void failuresHaveTheirProblem(ProblemType type, Response response) {
        assertThat(response.getStatus()).isEqualTo(type.status());
        assertThat(response.getMediaType()).hasToString(Problems.MEDIA_TYPE);
        assertThat(problem(response).getType()).hasToString("urn:tintype:problem:" + type.slug());
        assertThat(problem(response).getTitle()).isEqualTo(type.title());
    }

    @ParameterizedTest
    @MethodSource("failures")
    void temporaryProblemsHaveRetryAfter(ProblemType type, Response response) {
        assertThat(response.getHeaderString(HttpHeaders.RETRY_AFTER)).isEqualTo(type.status() == 503 ? "5" : null);
    }

    @Test
    void rejectionsSayHowMuchIsAllowed() {
        Problem problem = problem(MAPPERS.imageRefused(new ImageException.TooLarge(1001, 1000)));

        assertThat(problem.getLimit()).isEqualTo(1000);
        assertThat(problem.getActual()).isEqualTo(1001);
    }

    @Test
    void anInvalidParameterIsNamed() {
        Problem problem =
                problem(MAPPERS.invalidParameter(new InvalidParameterException("limit", "must be a whole number")));

        assertThat(problem.getViolations()).singleElement().satisfies(violation -> {
            assertThat(violation.getParameter()).isEqualTo("limit");
            assertThat(violation.getMessage()).isEqualTo("must be a whole number");
        });
    }

    @Test
    void otherStatusesOfHttpHaveNoTypeOfTheirOwn() {
        Response response = MAPPERS.refusedByHttp(new BadRequestException("internal words"), null);

        assertThat(response.getStatus()).isEqualTo(400);
        assertThat(problem(response).getType()).hasToString("about:blank");
        assertThat(problem(response).getDetail()).doesNotContain("internal words");
    }

    @Test
    void aMissingTokenIsChallenged() {
        assertThat(MAPPERS.noToken(new UnauthorizedException()).getHeaderString(HttpHeaders.WWW_AUTHENTICATE))
                .isEqualTo("Bearer");
    }

    private static Problem problem(Response response) {
        return (Problem) response.getEntity();
    }
}

package io.tintype.http.problem;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.tintype.api.model.Problem;
import io.tintype.api.model.Violation;
import io.tintype.image.ImageException;
import io.tintype.image.UploadLimits;
import io.tintype.link.LinkException;
import io.tintype.rendition.RenditionException;
import io.tintype.rendition.recipe.InvalidRecipeException;
import io.tintype.security.InsufficientScopeException;
import io.tintype.security.KeysUnavailableException;
import io.tintype.security.RejectedTokenException;
import io.tintype.storage.StorageException;
import io.tintype.upload.UploadException;
import jakarta.inject.Singleton;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Path;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Comparator;
import java.util.List;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The responses to all failures. A 5xx is logged here, once; a 4xx is not, because the client can read it. */
@Singleton
// Native: no return type tells Quarkus to register Problem, whose optional members would then be missing.
@RegisterForReflection(targets = {Problem.class, Violation.class})
public class ProblemMappers {

    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);
    public static final int RETRY_AFTER_SECONDS = 5;

    private final UploadLimits limits;
    private final CurrentVertxRequest current;
    private final ProblemMetrics metrics;

    ProblemMappers(UploadLimits limits, CurrentVertxRequest current, ProblemMetrics metrics) {
        this.limits = limits;
        this.current = current;
        this.metrics = metrics;
    }

    @ServerExceptionMapper
    Response imageRefused(ImageException failure) {
        return response(Problems.of(failure)).build();
    }

    @ServerExceptionMapper
    Response noRendition(RenditionException failure) {
        Problem problem = Problems.of(failure);
        return failure instanceof RenditionException.Busy
                ? retryLater(problem)
                : response(problem).build();
    }

    @ServerExceptionMapper
    Response linkFailed(LinkException failure) {
        return response(Problems.of(failure)).build();
    }

    @ServerExceptionMapper
    Response storageFailed(StorageException failure) {
        return switch (failure) {
            case StorageException.Unavailable unavailable -> {
                LOG.error("storage is unavailable", unavailable);
                yield retryLater(Problems.storageUnavailable());
            }
            case StorageException.Refused refused -> {
                // Every request fails like this until the operator changes the settings: one line, without a stack.
                LOG.errorf(
                        "storage rejects the requests of this service; check its settings: %s", refused.getMessage());
                yield response(Problems.internalError()).build();
            }
            case StorageException.Altered altered -> {
                LOG.errorf(altered, "storage returned other bytes than were stored, imageId=%s", altered.imageId());
                yield response(Problems.internalError()).build();
            }
            case StorageException.AlreadyStored stored -> unexpected(stored);
        };
    }

    @ServerExceptionMapper
    Response digestMismatch(DigestMismatchException failure) {
        Problem problem = failure.isOfTus()
                ? Problems.checksumMismatch(failure.header(), failure.algorithm())
                : Problems.digestMismatch(failure.header(), failure.algorithm());
        return response(problem).build();
    }

    @ServerExceptionMapper
    Response uploadFailed(UploadException failure) {
        Response.ResponseBuilder response = response(Problems.of(failure));
        if (failure instanceof UploadException.OffsetMismatch mismatch) {
            response.header("Upload-Offset", mismatch.expected());
        }
        return response.build();
    }

    @ServerExceptionMapper
    Response unsupportedPieceType(UnsupportedPieceTypeException failure) {
        return response(Problems.unsupportedPieceType(failure.required()))
                .header("Accept-Patch", failure.required())
                .build();
    }

    @ServerExceptionMapper
    Response invalidUpload(InvalidUploadException failure) {
        return response(Problems.invalidUpload(failure.getMessage())).build();
    }

    @ServerExceptionMapper
    Response listsBusy(ListsBusyException failure) {
        return retryLater(Problems.listsBusy());
    }

    @ServerExceptionMapper
    Response uploadTooSlow(SlowUploadException failure) {
        return response(Problems.uploadTooSlow()).build();
    }

    @ServerExceptionMapper
    Response invalidParameter(InvalidParameterException failure) {
        return invalidParameters(List.of(violation(failure.parameter(), failure.getMessage())));
    }

    @ServerExceptionMapper
    Response invalidParameters(ConstraintViolationException failure) {
        return invalidParameters(failure.getConstraintViolations().stream()
                .map(violation -> violation(parameter(violation), violation.getMessage()))
                .sorted(Comparator.comparing(Violation::getParameter))
                .toList());
    }

    @ServerExceptionMapper
    Response invalidRecipe(InvalidRecipeException failure) {
        return invalidParameters(failure.violations().entrySet().stream()
                .map(violation -> violation(violation.getKey(), violation.getValue()))
                .sorted(Comparator.comparing(Violation::getParameter))
                .toList());
    }

    @ServerExceptionMapper
    Response preconditionFailed(PreconditionFailedException failure) {
        return response(Problems.preconditionFailed()).build();
    }

    @ServerExceptionMapper
    Response rangeNotSatisfiable(RangeNotSatisfiableException failure) {
        return response(Problems.rangeNotSatisfiable(failure.size()))
                .header("Content-Range", "bytes */" + failure.size())
                .build();
    }

    @ServerExceptionMapper
    Response scopeMissing(InsufficientScopeException failure) {
        return response(Problems.insufficientScope(failure.required()))
                .header(
                        HttpHeaders.WWW_AUTHENTICATE,
                        "Bearer error=\"insufficient_scope\", scope=\"%s\"".formatted(failure.required()))
                .build();
    }

    @ServerExceptionMapper
    Response noToken(UnauthorizedException failure) {
        return response(Problems.unauthenticated("Send a valid token as 'Authorization: Bearer <token>'."))
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                .build();
    }

    @ServerExceptionMapper
    Response badToken(AuthenticationFailedException failure) {
        current.getCurrent()
                .response()
                .headers()
                .remove(HttpHeaders.WWW_AUTHENTICATE); // Quarkus sets the same for every failure
        String reason = "it cannot be verified";
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof KeysUnavailableException) {
                return retryLater(Problems.keysUnavailable());
            }
            if (cause instanceof RejectedTokenException rejected) {
                reason = rejected.getMessage();
            }
        }
        LOG.debugf("a token is invalid: %s", reason);
        return response(Problems.unauthenticated("The token is invalid: " + reason + "."))
                .header(
                        HttpHeaders.WWW_AUTHENTICATE,
                        "Bearer error=\"invalid_token\", error_description=\"%s\"".formatted(reason))
                .build();
    }

    @ServerExceptionMapper
    Response refusedByHttp(WebApplicationException failure, UriInfo uri) {
        int status = failure.getResponse().getStatus();
        return switch (status) {
            case 405 ->
                response(Problems.ofStatus(status))
                        .header(HttpHeaders.ALLOW, AllowedMethods.at(uri).orElse(""))
                        .build();
            case 413 -> response(Problems.tooLarge(limits.maxBytes())).build();
            default ->
                status >= 500
                        ? unexpected(failure)
                        : response(Problems.ofStatus(status)).build();
        };
    }

    /**
     * Adds Accept-Encoding, which distinguishes this 415 from those about the media type (RFC 9110, section 12.5.3).
     */
    @ServerExceptionMapper
    Response unsupportedContentCoding(UnsupportedContentCodingException failure) {
        return response(Problems.unsupportedContentCoding())
                .header(HttpHeaders.ACCEPT_ENCODING, "identity")
                .build();
    }

    /**
     * Responds that another instance, or this one later, may accept the upload. A stack would not explain a failure of
     * the disk.
     */
    @ServerExceptionMapper
    Response cannotSpool(SpoolException failure) {
        LOG.error("uploads cannot be spooled: " + failure.getCause());
        return retryLater(Problems.overloaded());
    }

    /** Any other failure is a fault of the service. */
    @ServerExceptionMapper
    Response unexpected(Exception failure) {
        if (current.getCurrent().response().closed()) { // the response cannot be sent
            LOG.debug("the client has disconnected", failure);
        } else {
            LOG.error("a request failed", failure);
        }
        return response(Problems.internalError()).build();
    }

    private Response invalidParameters(List<Violation> violations) {
        return response(Problems.invalidParameters(violations)).build();
    }

    private static Violation violation(String parameter, String message) {
        return new Violation().parameter(parameter).message(message);
    }

    /** Returns the last name in the path, which begins with the method's. */
    private static String parameter(ConstraintViolation<?> violation) {
        String name = "";
        for (Path.Node node : violation.getPropertyPath()) {
            name = node.getName();
        }
        return name;
    }

    private Response retryLater(Problem problem) {
        return response(problem)
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .build();
    }

    private Response.ResponseBuilder response(Problem problem) {
        metrics.record(problem);
        return Response.status(problem.getStatus()).type(Problems.MEDIA_TYPE).entity(problem);
    }
}

package io.tintype.http.request;

import io.tintype.api.model.Image;
import io.tintype.api.model.Problem;
import io.tintype.http.audit.AuditEvent;
import io.tintype.http.audit.AuditLog;
import io.tintype.http.problem.ProblemType;
import io.tintype.image.ImageId;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes an event to the audit log for each request with a valid token that stores, deletes or shares images. */
@Singleton
class RequestAudit {

    private static final Set<String> OPERATIONS = Set.of(
            "uploadImage",
            "putImage",
            "createUpload",
            "createDirectUpload",
            "completeDirectUpload",
            "deleteImage",
            "createLink",
            "revokeLinks");

    private static final String APPEND = "appendToUpload";
    private static final Set<String> LOCATED = Set.of("createUpload", "createDirectUpload", APPEND);
    private static final int NO_CONTENT = 204;

    /** Operations that create links if the request has this parameter. */
    private static final Set<String> LINKING = Set.of("listImages", "describeImage");

    private static final String LINK = "link";

    /** Methods and paths of requests that are rejected before JAX-RS finds their operation. */
    private static final Map<Pattern, String> PATHS = Map.of(
            Pattern.compile("POST /images/?"), "uploadImage",
            Pattern.compile("PUT /images/([^/]+)/?"), "putImage",
            Pattern.compile("DELETE /images/([^/]+)/?"), "deleteImage",
            Pattern.compile("POST /images/([^/]+)/links/?"), "createLink",
            Pattern.compile("DELETE /links/?"), "revokeLinks");

    private final AuditLog log;

    RequestAudit(AuditLog log) {
        this.log = log;
    }

    /** Returns whether events are written. */
    boolean isOn() {
        return log.isOn();
    }

    /** Records the response to an operation, whether or not the client can still receive it. */
    void responded(RoutingContext context, String operation, String id, ContainerResponseContext response) {
        if (!isAudited(context, operation, response)) {
            return;
        }
        Object entity = response.getEntity();
        Optional<UUID> image = entity instanceof Image stored
                ? Optional.of(stored.getId())
                : located(operation, response).or(() -> Optional.ofNullable(id).flatMap(ImageId::parse));
        Optional<Problem> problem = entity instanceof Problem rejection ? Optional.of(rejection) : Optional.empty();
        write(context, operation, image, response.getStatus(), problem);
    }

    /** Returns the image or the upload that the response leads to. */
    private static Optional<UUID> located(String operation, ContainerResponseContext response) {
        return Optional.ofNullable(response.getHeaderString(HttpHeaders.LOCATION))
                .filter(location -> LOCATED.contains(operation))
                .flatMap(location -> ImageId.parse(location.substring(location.lastIndexOf('/') + 1)));
    }

    /** Records a request that a stage before JAX-RS has rejected. */
    void rejected(RoutingContext context, Problem problem) {
        if (!isOn() || !RequestSubject.isAuthenticated(context)) {
            return;
        }
        String request = context.request().method() + " " + context.normalizedPath();
        PATHS.forEach((pattern, operation) -> {
            Matcher path = pattern.matcher(request);
            if (path.matches()) {
                Optional<UUID> image = path.groupCount() == 0 ? Optional.empty() : ImageId.parse(path.group(1));
                write(context, operation, image, problem.getStatus(), Optional.of(problem));
            }
        });
    }

    private static boolean isAudited(RoutingContext context, String operation, ContainerResponseContext response) {
        boolean audited = OPERATIONS.contains(operation)
                || LINKING.contains(operation) && context.queryParams().contains(LINK)
                || operation.equals(APPEND) && !isPiece(response);
        return audited && RequestSubject.isAuthenticated(context);
    }

    /** Returns whether an upload has got a piece and is not complete. */
    private static boolean isPiece(ContainerResponseContext response) {
        return response.getStatus() == NO_CONTENT && !"?1".equals(response.getHeaderString("Upload-Complete"));
    }

    private void write(
            RoutingContext context, String operation, Optional<UUID> image, int status, Optional<Problem> problem) {
        log.write(new AuditEvent(
                context.response().headers().get(RequestId.HEADER),
                RequestSubject.of(context),
                operation,
                image,
                status,
                problem.flatMap(ProblemType::slugOf),
                context.request().remoteAddress().hostAddress()));
    }
}

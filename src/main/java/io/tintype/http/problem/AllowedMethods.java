package io.tintype.http.problem;

import jakarta.ws.rs.core.PathSegment;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;

/** The methods that each path of the contract has, for {@code Allow}. JAX-RS would list those of all paths together. */
public final class AllowedMethods {

    private static final String READ = "GET, HEAD, OPTIONS";
    private static final String POST = "OPTIONS, POST";

    private AllowedMethods() {}

    /** Returns the methods, or empty if the contract has no such path. */
    public static Optional<String> at(UriInfo uri) {
        List<String> path = uri.getPathSegments().stream()
                .map(PathSegment::getPath)
                .filter(segment -> !segment.isEmpty()) // "/images/" is "/images"
                .toList();
        if (!path.isEmpty() && path.getFirst().equals("links")) {
            return switch (path.size()) {
                case 1 -> Optional.of("DELETE, OPTIONS");
                case 2, 3 -> Optional.of(READ);
                default -> Optional.empty();
            };
        }
        if (!path.isEmpty() && path.getFirst().equals("uploads")) {
            return switch (path.size()) {
                case 1 -> Optional.of(POST);
                case 2 -> Optional.of(path.get(1).equals("direct") ? POST : "DELETE, HEAD, OPTIONS, PATCH");
                case 3 -> path.get(2).equals("complete") ? Optional.of(POST) : Optional.empty();
                default -> Optional.empty();
            };
        }
        if (path.equals(List.of("usage"))) {
            return Optional.of(READ);
        }
        if (path.isEmpty() || !path.getFirst().equals("images")) {
            return Optional.empty();
        }
        return switch (path.size()) {
            case 1 -> Optional.of("GET, HEAD, OPTIONS, POST");
            case 2 -> Optional.of("DELETE, GET, HEAD, OPTIONS, PUT");
            case 3 ->
                switch (path.get(2)) {
                    case "metadata", "renditions" -> Optional.of(READ);
                    case "links" -> Optional.of(POST);
                    default -> Optional.empty();
                };
            case 4 -> path.get(2).equals("renditions") ? Optional.of(READ) : Optional.empty();
            default -> Optional.empty();
        };
    }
}

package io.tintype.testing;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem.HttpMethod;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.parser.OpenAPIV3Parser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The content of openapi.yaml, for tests that compare code, documentation and tests with it. */
public final class ContractFile {

    public static final String PROBLEM = "application/problem+json";
    public static final String PROBLEM_TYPE = "urn:tintype:problem:";

    private static final Path FILE = Path.of("openapi.yaml");
    /** The types that the IETF's draft about resumable uploads defines. */
    private static final String IANA_TYPE = "https://iana.org/assignments/http-problem-types#";

    private static final Pattern TYPE = Pattern.compile("(?:" + PROBLEM_TYPE + "|" + IANA_TYPE + ")([a-z-]+)");
    private static final Pattern SCOPE = Pattern.compile("Scope: `([a-z:]+)`");
    private static final OpenAPI CONTRACT = new OpenAPIV3Parser().read(FILE.toString());

    private ContractFile() {}

    /**
     * One operation.
     *
     * @param scope that a token with scopes must have
     * @param responses by status
     */
    public record ContractOperation(
            String id, String method, String path, String scope, Map<Integer, ApiResponse> responses) {

        /** Statuses below 400. */
        public Set<Integer> successes() {
            return responses.keySet().stream()
                    .filter(status -> status < 400)
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        /** Statuses from 400. */
        public Set<Integer> failures() {
            return responses.keySet().stream()
                    .filter(status -> status >= 400)
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        /** Whether a request with this method and path, without a query, is one for this operation. */
        public boolean isCalledBy(String requestMethod, String requestPath) {
            return method.equals(requestMethod) && requestPath.matches(path.replaceAll("\\{\\w+}", "[^/]+"));
        }
    }

    public static List<ContractOperation> operations() {
        List<ContractOperation> operations = new ArrayList<>();
        CONTRACT.getPaths()
                .forEach((path, item) -> item.readOperationsMap()
                        .forEach((method, operation) -> operations.add(operation(path, method, operation))));
        return operations;
    }

    /** Returns the names of the query parameters of all operations. */
    public static Set<String> queryParameters() {
        Stream<Parameter> parameters = CONTRACT.getPaths().values().stream()
                .flatMap(path -> path.readOperations().stream())
                .flatMap(operation -> Optional.ofNullable(operation.getParameters()).orElse(List.of()).stream())
                .map(ContractFile::resolve);
        return parameters
                .filter(parameter -> parameter.getIn().equals("query"))
                .map(Parameter::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Parameter resolve(Parameter parameter) {
        String reference = parameter.get$ref();
        return reference == null
                ? parameter
                : CONTRACT.getComponents().getParameters().get(reference.substring(reference.lastIndexOf('/') + 1));
    }

    /** Returns the name in the URI of a problem type, or empty if the contract does not have its prefix. */
    public static Optional<String> problemKind(String type) {
        return Optional.of(TYPE.matcher(type)).filter(Matcher::matches).map(match -> match.group(1));
    }

    /** Returns all problem types in the contract, without their prefixes. */
    public static Set<String> problemKinds() {
        try {
            return TYPE.matcher(Files.readString(FILE))
                    .results()
                    .map(type -> type.group(1))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the examples of a problem response, by their names. */
    public static Map<String, Example> problemExamples(ApiResponse response) {
        return Optional.ofNullable(response.getContent())
                .map(content -> content.get(PROBLEM))
                .map(MediaType::getExamples)
                .orElse(Map.of());
    }

    /** Returns every example of a problem in the contract. */
    public static Collection<Example> problemExamples() {
        return operations().stream()
                .flatMap(operation -> operation.responses().values().stream())
                .flatMap(response -> problemExamples(response).values().stream())
                .distinct()
                .toList();
    }

    private static ContractOperation operation(String path, HttpMethod method, Operation operation) {
        Map<Integer, ApiResponse> responses = new TreeMap<>();
        operation
                .getResponses()
                .forEach((status, response) -> responses.put(Integer.valueOf(status), resolve(response)));
        String needed = SCOPE.matcher(operation.getDescription())
                .results()
                .map(scope -> scope.group(1))
                .findFirst()
                .orElse("");
        return new ContractOperation(operation.getOperationId(), method.name(), path, needed, responses);
    }

    private static ApiResponse resolve(ApiResponse response) {
        String reference = response.get$ref();
        return reference == null
                ? response
                : CONTRACT.getComponents().getResponses().get(reference.substring(reference.lastIndexOf('/') + 1));
    }
}

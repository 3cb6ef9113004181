package io.tintype.http;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.tintype.http.problem.InvalidParameterException;
import io.tintype.image.ImageId;
import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Reads parameters strictly, and rejects invalid ones with 400 and the parameter's name. JAX-RS alone would respond
 * with 404. Quarkus does not pass the annotations of the generated interface to a converter, so the name of a number is
 * that of the first query parameter with the same text. The contract has only one UUID.
 */
@Provider
public class StrictParamConverters implements ParamConverterProvider {

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,9}");
    private static final Pattern LONG_NUMBER = Pattern.compile("-?[0-9]{1,18}");

    private final CurrentVertxRequest current;

    StrictParamConverters(CurrentVertxRequest current) {
        this.current = current;
    }

    @Override
    @SuppressWarnings("unchecked") // T is what the type says
    public <T> ParamConverter<T> getConverter(Class<T> type, Type genericType, Annotation[] annotations) {
        if (type == UUID.class) {
            return (ParamConverter<T>) new Strict<>(_ -> "id", ImageId::parse, "must be a UUID");
        }
        if (type == Integer.class) {
            return (ParamConverter<T>)
                    new Strict<>(this::queryParameter, number(NUMBER, Integer::valueOf), "must be a whole number");
        }
        if (type == Long.class) {
            return (ParamConverter<T>)
                    new Strict<>(this::queryParameter, number(LONG_NUMBER, Long::valueOf), "must be a whole number");
        }
        return null;
    }

    private String queryParameter(String text) {
        return current.getCurrent().queryParams().entries().stream()
                .filter(parameter -> parameter.getValue().equals(text))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("a parameter");
    }

    private static <T> Function<String, Optional<T>> number(Pattern form, Function<String, T> parse) {
        return text -> form.matcher(text).matches() ? Optional.of(parse.apply(text)) : Optional.empty();
    }

    private record Strict<T>(UnaryOperator<String> name, Function<String, Optional<T>> parse, String rule)
            implements ParamConverter<T> {
        @Override
        public T fromString(String value) {
            return parse.apply(value).orElseThrow(() -> new InvalidParameterException(name.apply(value), rule));
        }

        @Override
        public String toString(T value) {
            return value.toString();
        }
    }
}

package io.tintype.http;

import io.tintype.http.problem.InvalidParameterException;
import io.tintype.image.ImageId;
import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Reads parameters strictly, and rejects invalid ones with 400 and the parameter's name. JAX-RS alone would respond
 * with 404. Quarkus does not pass the annotations of the generated interface to a converter, so the type determines the
 * name: the contract has one parameter of each type.
 */
@Provider
public class StrictParamConverters implements ParamConverterProvider {

    private static final int MAX_DIGITS = 9;

    @Override
    @SuppressWarnings("unchecked") // T is what the type says
    public <T> ParamConverter<T> getConverter(Class<T> type, Type genericType, Annotation[] annotations) {
        if (type == UUID.class) {
            return (ParamConverter<T>) new Strict<>("id", ImageId::parse, "must be a UUID");
        }
        if (type == Integer.class) {
            return (ParamConverter<T>) new Strict<>("limit", StrictParamConverters::number, "must be a whole number");
        }
        return null;
    }

    private static Optional<Integer> number(String text) {
        return text.matches("-?[0-9]{1," + MAX_DIGITS + "}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
    }

    private record Strict<T>(String name, Function<String, Optional<T>> parse, String rule)
            implements ParamConverter<T> {
        @Override
        public T fromString(String value) {
            return parse.apply(value).orElseThrow(() -> new InvalidParameterException(name, rule));
        }

        @Override
        public String toString(T value) {
            return value.toString();
        }
    }
}

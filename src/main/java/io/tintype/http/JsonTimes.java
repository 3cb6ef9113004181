package io.tintype.http;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;
import java.time.OffsetDateTime;
import java.util.Locale;

/**
 * Writes times with three digits of milliseconds. Jackson omits trailing zeros, so clients would have to parse a
 * varying number of digits.
 */
@Singleton
class JsonTimes implements ObjectMapperCustomizer {

    @Override
    public void customize(ObjectMapper mapper) {
        mapper.configOverride(OffsetDateTime.class)
                .setFormat(JsonFormat.Value.forPattern("uuuu-MM-dd'T'HH:mm:ss.SSSXXX")
                        .withLocale(Locale.ROOT));
    }
}

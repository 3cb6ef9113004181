package io.tintype.http;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;
import java.time.OffsetDateTime;
import java.util.Locale;

/**
 * Writes times with three digits of milliseconds. Jackson leaves out zeros at the end, and clients would have to know.
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

package io.tintype.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.tintype.api.model.Image;
import java.time.OffsetDateTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTimesTest {

    @ParameterizedTest
    @CsvSource({
        "2026-11-24T10:15:30Z, 2026-11-24T10:15:30.000Z",
        "2026-11-24T10:15:00Z, 2026-11-24T10:15:00.000Z",
        "2026-11-24T10:15:30.1Z, 2026-11-24T10:15:30.100Z",
        "2026-11-24T10:15:30.12Z, 2026-11-24T10:15:30.120Z",
        "2026-11-24T10:15:30.123Z, 2026-11-24T10:15:30.123Z",
        "2026-11-24T10:15:30.999999Z, 2026-11-24T10:15:30.999Z"
    })
    void haveThreeDigitsOfMilliseconds(OffsetDateTime time, String written) throws JsonProcessingException {
        ObjectMapper mapper =
                JsonMapper.builder().addModule(new JavaTimeModule()).build();
        new JsonTimes().customize(mapper);

        String json = mapper.writeValueAsString(new Image().createdAt(time));

        assertThat(mapper.readTree(json).path("createdAt").asText()).isEqualTo(written);
    }
}

package io.tintype;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigValue;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DerivedSettingsTest {

    @Test
    void leavesAnUploadTheTimeInWhichS3StoresIt() {
        assertThat(settings(Map.of())).containsEntry("quarkus.http.idle-timeout", "86s"); // 25 MiB are 26.2 MB
        assertThat(settings(Map.of("tintype.max-upload", "100M"))).containsEntry("quarkus.http.idle-timeout", "164s");
    }

    @Test
    void leavesASizeThatIsInvalidToTheStart() {
        assertThat(settings(Map.of("tintype.max-upload", "much")))
                .containsEntry("quarkus.http.idle-timeout", "60s")
                .doesNotContainKey("quarkus.http.limits.max-body-size");
    }

    private static Map<String, String> settings(Map<String, String> variables) {
        return new DerivedSettings()
                .getConfigSources(new Variables(variables))
                .iterator()
                .next()
                .getProperties();
    }

    private record Variables(Map<String, String> variables) implements ConfigSourceContext {

        @Override
        public ConfigValue getValue(String name) {
            String value = variables.get(name);
            return value == null
                    ? null
                    : ConfigValue.builder().withName(name).withValue(value).build();
        }

        @Override
        public List<String> getProfiles() {
            return List.of();
        }

        @Override
        public Iterator<String> iterateNames() {
            return variables.keySet().iterator();
        }
    }
}

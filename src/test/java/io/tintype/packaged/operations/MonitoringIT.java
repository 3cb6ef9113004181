package io.tintype.packaged.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.restassured.RestAssured;
import io.tintype.packaged.ApiClient;
import io.tintype.packaged.Operation;
import io.tintype.packaged.Settings;
import io.tintype.testing.Libvips;
import io.tintype.testing.Monitoring;
import io.tintype.testing.Monitoring.Selector;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.Tokens;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests that the application exposes what the dashboard and the alert rules query. */
class MonitoringIT {

    @Test
    void exposesEveryMetricOfTheDashboardAndTheRules() {
        assumeThat(Libvips.isInstalled()).as("libvips").isTrue();
        List<Selector> selectors = Monitoring.selectors();
        assertThat(selectors).hasSizeGreaterThan(20);
        try (PackagedApplication application = PackagedApplication.start(Settings.onDisk())) {
            ApiClient client = new ApiClient(application, Tokens.of("ann"));
            String id = client.uploadedId();
            assertThat(client.send(Operation.RENDITION, id).status()).isEqualTo(200);
            client.download(id);

            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                List<Selector> exposed = Monitoring.exposed(RestAssured.get(application.managementUri() + "/q/metrics")
                        .asString());
                assertThat(selectors)
                        .allSatisfy(selector -> assertThat(exposed).anySatisfy(series -> {
                            assertThat(series.metric()).isEqualTo(selector.metric());
                            assertThat(series.labels()).containsAll(selector.labels());
                        }));
            });
        }
    }
}

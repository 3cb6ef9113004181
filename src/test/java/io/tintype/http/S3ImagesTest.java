package io.tintype.http;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(Servers.OnS3.class)
class S3ImagesTest extends ImagesScenarios
        implements DownloadScenarios,
                NamesScenarios,
                OwnersScenarios,
                RefusalScenarios,
                RenditionRefusalScenarios,
                RenditionScenarios,
                ServiceScenarios {}

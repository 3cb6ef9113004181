package io.tintype.http;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusIntegrationTest
@TestProfile(Servers.OnS3.class)
class S3ImagesIT extends ImagesScenarios {}

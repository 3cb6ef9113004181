package io.tintype.http;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusIntegrationTest
@TestProfile(Servers.OnDisk.class)
class DiskImagesIT extends ImagesScenarios implements ColourScenarios {}

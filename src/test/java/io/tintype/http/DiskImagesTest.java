package io.tintype.http;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(Servers.OnDisk.class)
class DiskImagesTest extends ImagesScenarios {}

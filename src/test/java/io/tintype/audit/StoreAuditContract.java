package io.tintype.audit;

import static io.tintype.storage.SampleImages.overDays;
import static io.tintype.storage.SampleImages.sample;
import static org.assertj.core.api.Assertions.assertThat;

import io.tintype.audit.Finding.Kind;
import io.tintype.storage.ImageContent;
import io.tintype.storage.ImageCursor;
import io.tintype.storage.ImageMetadata;
import io.tintype.storage.ImageStore;
import io.tintype.storage.Library;
import io.tintype.storage.PendingUpload;
import io.tintype.storage.RenditionContent;
import io.tintype.storage.RenditionFormat;
import io.tintype.storage.RenditionName;
import io.tintype.storage.SampleImages.Sample;
import io.tintype.storage.UploadProgress;
import io.tintype.storage.UploadStore;
import io.tintype.storage.admin.StoreAdmin;
import io.tintype.storage.admin.StoredUpload;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of an audit, with real damage. The test of each adapter extends it, with a new store for each test. */
public abstract class StoreAuditContract {

    protected static final AuditPlan LOOK = new AuditPlan(false, false, false, Duration.ZERO, Duration.ZERO);
    protected static final AuditPlan CHECKSUMS = new AuditPlan(true, false, false, Duration.ZERO, Duration.ZERO);
    protected static final AuditPlan REPAIR = new AuditPlan(true, true, false, Duration.ZERO, Duration.ZERO);
    protected static final AuditPlan REMOVE = new AuditPlan(true, true, true, Duration.ZERO, Duration.ZERO);

    /** More than one image in a group and more than one group, so that both ends of a group matter. */
    private static final int GROUP = 4;

    protected final Library library = Library.of("ann");

    @TempDir
    protected Path uploads;

    protected abstract ImageStore store();

    protected abstract UploadStore uploadStore();

    protected abstract StoreAdmin inventory();

    /** Removes an image's bytes and metadata, and leaves its entry. */
    protected abstract void loseImage(ImageMetadata image) throws IOException;

    /** Leaves an image's bytes, and removes their metadata. */
    protected abstract void loseMetadata(ImageMetadata image) throws IOException;

    /** Replaces an image's bytes, and leaves its metadata. */
    protected abstract void replaceBytes(ImageMetadata image, byte[] bytes) throws IOException;

    /** Lets the store fail where this image is read, and nowhere else. */
    protected abstract void makeUnreadable(ImageMetadata image) throws IOException;

    /** Removes what is known about an upload, as a removal does that ends halfway. */
    protected abstract void loseInfo(UUID upload) throws IOException;

    /** Stores a file with this name beside the pieces of an upload, and returns its name in the store. */
    protected abstract String putUploadFile(UUID upload, String fileName) throws IOException;

    /** Puts a few things where they do not belong; their names, as the store calls them. */
    protected abstract List<String> putOrphans(Library library) throws IOException;

    /** Stores a file with this name beside the renditions of an image, and returns its name in the store. */
    protected abstract String putRenditionFile(ImageMetadata image, String fileName) throws IOException;

    /** Damage to one image. */
    protected enum Damage {
        ENTRY_LOST(Kind.MISSING_ENTRY),
        IMAGE_LOST(Kind.MISSING_IMAGE),
        SECOND_ENTRY(Kind.WRONG_ENTRY),
        CUT_OFF(Kind.WRONG_SIZE),
        CHANGED(Kind.WRONG_CHECKSUM);

        private final Kind kind;

        Damage(Kind kind) {
            this.kind = kind;
        }

        boolean isRepaired() {
            return kind != Kind.WRONG_SIZE && kind != Kind.WRONG_CHECKSUM;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 9, 1000})
    void findsNothingInAConsistentStore(int group) {
        store(overDays(uploads, 8));
        Sample other = sample(uploads);
        store().store(Library.SHARED, other.image(), other.file());
        Watcher watcher = new Watcher();

        AuditSummary summary = new StoreAudit(inventory(), store(), uploadStore(), group).all(CHECKSUMS, watcher);

        assertThat(watcher.findings).isEmpty();
        assertThat(summary).isEqualTo(new AuditSummary(2, 9, 0, 0, 0));
        assertThat(watcher.expected).isEqualTo(9);
    }

    @Test
    void leavesTheGenerationOfLinksAlone() {
        Sample sample = sample(uploads);
        store(List.of(sample));
        store().nextLinkGeneration(library);
        store().nextLinkGeneration(library);
        store().nextLinkGeneration(Library.of("a library without images"));

        assertThat(audit(REMOVE)).isEmpty();
        store().delete(library, sample.image().id());
        assertThat(audit(REMOVE)).isEmpty();
        assertThat(store().linkGeneration(library)).isEqualTo(2);
        assertThat(store().linkGeneration(Library.of("a library without images")))
                .isEqualTo(1);
    }

    @Test
    void readsTheGenerationOfLinksBesideOtherNames() throws IOException {
        putOrphans(library);
        assertThat(store().linkGeneration(library)).isZero();

        assertThat(store().nextLinkGeneration(library)).isEqualTo(1);

        assertThat(store().linkGeneration(library)).isEqualTo(1);
    }

    @Test
    void findsNothingInAnEmptyStore() {
        assertThat(audit(CHECKSUMS)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void findsAndRepairsDamage(Damage damage) throws IOException {
        List<Sample> samples = overDays(uploads, 9);
        store(samples);
        damage(samples.get(5).image(), damage);

        List<Finding> found = audit(CHECKSUMS);
        List<Finding> repaired = audit(REPAIR);
        List<Finding> left = audit(CHECKSUMS);

        assertThat(found).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(damage.kind);
            assertThat(finding.repaired()).isFalse();
        });
        assertThat(repaired).singleElement().extracting(Finding::repaired).isEqualTo(damage.isRepaired());
        assertThat(left).hasSize(damage.isRepaired() ? 0 : 1);
    }

    @Test
    void findsAllDamageAtOnceAndListsTheRestAfterwards() throws IOException {
        List<Sample> samples = overDays(uploads, 12);
        store(samples);
        for (Damage damage : Damage.values()) {
            damage(samples.get(2 * damage.ordinal()).image(), damage);
        }

        List<Finding> repaired = audit(REPAIR);

        assertThat(repaired)
                .extracting(Finding::kind)
                .containsExactlyInAnyOrder(
                        Kind.MISSING_ENTRY, Kind.MISSING_IMAGE, Kind.WRONG_ENTRY, Kind.WRONG_SIZE, Kind.WRONG_CHECKSUM);
        ImageMetadata lost = samples.get(2 * Damage.IMAGE_LOST.ordinal()).image();
        assertThat(store().list(library, ImageCursor.START, 100).images())
                .containsExactlyInAnyOrderElementsOf(samples.stream()
                        .map(Sample::image)
                        .filter(image -> !image.equals(lost))
                        .toList());
        for (Sample sample : samples.subList(9, 12)) {
            try (ImageContent content =
                    store().open(library, sample.image().id()).orElseThrow()) {
                assertThat(content.bytes().stream().readAllBytes()).isEqualTo(sample.bytes());
            }
        }
    }

    @Test
    void findsAnEntryThatIsOfAnotherTime() throws IOException {
        Sample sample = sample(uploads);
        store(List.of(sample));
        inventory().removeEntry(library, inventory().entryOf(library, sample.image()));
        inventory().putEntry(library, later(sample.image()));

        List<Finding> repaired = audit(REPAIR);

        assertThat(repaired).extracting(Finding::kind).containsExactlyInAnyOrder(Kind.MISSING_ENTRY, Kind.WRONG_ENTRY);
        assertThat(audit(CHECKSUMS)).isEmpty();
        assertThat(store().list(library, ImageCursor.START, 10).images()).containsExactly(sample.image());
    }

    @Test
    void readsBytesOnlyForChecksums() throws IOException {
        Sample sample = sample(uploads);
        store(List.of(sample));
        damage(sample.image(), Damage.CHANGED);

        assertThat(audit(LOOK)).isEmpty();
        assertThat(audit(CHECKSUMS)).hasSize(1);
    }

    @Test
    void removesOrphansOnlyOnRequest() throws IOException {
        Sample sample = sample(uploads);
        store(List.of(sample));
        List<String> orphans = putOrphans(library);

        assertThat(audit(LOOK)).extracting(Finding::name).containsExactlyInAnyOrderElementsOf(orphans);
        assertThat(audit(REPAIR)).extracting(Finding::repaired).containsOnly(false);
        assertThat(audit(REMOVE)).hasSameSizeAs(orphans).allMatch(Finding::repaired);
        assertThat(audit(CHECKSUMS)).isEmpty();
        assertThat(store().find(library, sample.image().id())).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"320.webp", "1280.jpg", "320-v2.webp", "320x320-q80-v2.avif"})
    void distinguishesRenditionsOfAnOlderVersion(String fileName) throws IOException {
        Sample sample = sample(uploads);
        store(List.of(sample));
        RenditionName name = new RenditionName("320x320-q80", RenditionFormat.WEBP);
        store().putRendition(
                        library,
                        sample.image(),
                        name,
                        sample.file(),
                        sample.image().sha256());
        String superseded = putRenditionFile(sample.image(), fileName);

        List<Finding> found = audit(LOOK);

        assertThat(found).extracting(Finding::kind).containsExactly(Kind.SUPERSEDED_RENDITION);
        assertThat(found).extracting(Finding::name).containsExactly(superseded);
        assertThat(audit(REMOVE)).extracting(Finding::repaired).containsExactly(true);
        assertThat(audit(LOOK)).isEmpty();
        try (RenditionContent kept =
                store().openRendition(library, sample.image().id(), name).orElseThrow()) {
            assertThat(kept.sha256()).isEqualTo(sample.image().sha256());
        }
    }

    @Test
    void leavesNothingOfAnOlderVersionWhenTheImageIsDeleted() throws IOException {
        Sample sample = sample(uploads);
        store(List.of(sample));
        putRenditionFile(sample.image(), "320.webp");

        store().delete(library, sample.image().id());

        assertThat(audit(LOOK)).isEmpty();
    }

    @Test
    void keepsBytesWithoutMetadataUnlessOrphansAreRemoved() throws IOException {
        Sample sample = sample(uploads);
        store(List.of(sample));
        loseMetadata(sample.image());

        List<Finding> repaired = audit(REPAIR);

        assertThat(repaired)
                .extracting(Finding::kind)
                .containsExactlyInAnyOrder(Kind.UNKNOWN_OBJECT, Kind.MISSING_IMAGE);
        assertThat(inventory().head(library, sample.image().id())).isPresent();
        assertThat(audit(REMOVE)).extracting(Finding::kind).containsExactly(Kind.UNKNOWN_OBJECT);
        assertThat(inventory().head(library, sample.image().id())).isEmpty();
    }

    @Test
    void ignoresYoungObjects() throws IOException {
        List<Sample> samples = overDays(uploads, 6);
        store(samples);
        damage(samples.get(0).image(), Damage.ENTRY_LOST);
        damage(samples.get(1).image(), Damage.IMAGE_LOST);
        damage(samples.get(2).image(), Damage.SECOND_ENTRY);
        int orphans = putOrphans(library).size();
        Watcher watcher = new Watcher();
        AuditPlan plan = new AuditPlan(true, true, true, Duration.ofHours(1), Duration.ZERO);

        AuditSummary summary = new StoreAudit(inventory(), store(), uploadStore(), GROUP).all(plan, watcher);

        assertThat(watcher.findings).isEmpty();
        assertThat(summary.young()).isEqualTo(3 + orphans);
        assertThat(audit(LOOK)).hasSize(3 + orphans);
    }

    @Test
    void ignoresImagesThatAreStoredAndDeletedMeanwhile() {
        List<Sample> samples = overDays(uploads, 6);
        store(samples.subList(0, 5));
        Watcher watcher = new Watcher() {
            @Override
            public void expect(long more) { // after the ids were listed, before the entries are
                store().delete(library, samples.get(1).image().id());
                if (store().find(library, samples.get(5).image().id()).isEmpty()) {
                    store().store(
                                    library,
                                    samples.get(5).image(),
                                    samples.get(5).file());
                }
            }
        };

        new StoreAudit(inventory(), store(), uploadStore(), 1000).all(REPAIR, watcher);

        assertThat(watcher.findings).isEmpty();
        assertThat(audit(CHECKSUMS)).isEmpty();
    }

    /** A delete has removed the entry at the audit's first look, and the image at the second. */
    @Test
    void writesNoEntryForAnImageThatIsAboutToGo() throws IOException {
        Sample sample = sample(uploads);
        store(List.of(sample));
        damage(sample.image(), Damage.ENTRY_LOST);
        Watcher watcher = new Watcher() {
            @Override
            public void checked() {
                store().delete(library, sample.image().id());
            }
        };

        new StoreAudit(inventory(), store(), uploadStore(), GROUP).all(REPAIR, watcher);

        assertThat(watcher.findings).isEmpty();
        assertThat(audit(CHECKSUMS)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void reportsAnImageThatCannotBeReadAndGoesOn(boolean checksums) throws IOException {
        List<Sample> samples = overDays(uploads, 9);
        store(samples);
        damage(samples.get(2).image(), Damage.ENTRY_LOST);
        ImageMetadata unreadable = samples.get(5).image();
        makeUnreadable(unreadable);
        damage(samples.get(7).image(), Damage.IMAGE_LOST);

        List<Finding> findings = audit(checksums ? CHECKSUMS : LOOK);
        List<Finding> repaired = audit(REMOVE);

        assertThat(findings)
                .extracting(Finding::kind)
                .containsExactlyInAnyOrder(Kind.MISSING_ENTRY, Kind.UNREADABLE, Kind.MISSING_IMAGE);
        assertThat(findings)
                .filteredOn(finding -> finding.kind() == Kind.UNREADABLE)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.name()).contains(unreadable.id().toString());
                    assertThat(finding.detail()).startsWith("cannot be read: ");
                });
        assertThat(repaired)
                .filteredOn(finding -> !finding.repaired())
                .extracting(Finding::kind)
                .containsExactly(Kind.UNREADABLE);
        assertThat(inventory()
                        .hasEntry(
                                library,
                                inventory().entryOf(library, samples.get(2).image())))
                .isTrue();
        assertThat(inventory().hasEntry(library, inventory().entryOf(library, unreadable)))
                .isTrue();
    }

    @Test
    void auditsOneLibraryAlone() throws IOException {
        Sample mine = sample(uploads);
        Sample theirs = sample(uploads);
        store(List.of(mine));
        store().store(Library.of("bob"), theirs.image(), theirs.file());
        damage(mine.image(), Damage.ENTRY_LOST);
        StoreAudit audit = new StoreAudit(inventory(), store(), uploadStore(), GROUP);
        Watcher watcher = new Watcher();

        AuditSummary summary = audit.library(Library.of("bob"), CHECKSUMS, watcher);

        assertThat(watcher.findings).isEmpty();
        assertThat(summary).isEqualTo(new AuditSummary(1, 1, 0, 0, 0));
    }

    @Test
    void leavesUploadsInProgressAlone() throws IOException {
        PendingUpload upload = upload(Instant.now().plusSeconds(3600));
        uploadStore().create(library, upload);
        append(upload);
        uploadStore().declareLength(library, upload.id(), 2000);
        uploadStore().create(Library.SHARED, upload); // a library that has nothing else
        Watcher watcher = new Watcher();

        AuditSummary summary = new StoreAudit(inventory(), store(), uploadStore(), GROUP).all(REMOVE, watcher);

        assertThat(watcher.findings).isEmpty();
        assertThat(summary).isEqualTo(new AuditSummary(2, 0, 0, 0, 0));
        assertThat(uploadStore().find(library, upload.id()).orElseThrow().offset())
                .isEqualTo(1000);
    }

    @Test
    void findsAndRemovesExpiredUploads() throws IOException {
        PendingUpload expired = upload(Instant.now().minusSeconds(1));
        PendingUpload pending = upload(Instant.now().plusSeconds(3600));
        uploadStore().create(library, expired);
        append(expired);
        append(expired);
        uploadStore().declareLength(library, expired.id(), 3000);
        uploadStore().create(library, pending);

        List<Finding> found = audit(LOOK);
        List<Finding> removed = audit(REMOVE);

        assertThat(found).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.EXPIRED_UPLOAD);
            assertThat(finding.name()).contains(expired.id().toString());
            assertThat(finding.detail()).isEqualTo("expired at " + expired.expiresAt());
            assertThat(finding.repaired()).isFalse();
        });
        assertThat(removed).extracting(Finding::repaired).containsExactly(true);
        assertThat(audit(LOOK)).isEmpty();
        assertThat(uploadStore().find(library, expired.id())).isEmpty();
        assertThat(uploadStore().find(library, pending.id())).isPresent();
        assertThat(inventory().uploads(library)).extracting(StoredUpload::id).containsExactly(pending.id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"notes.txt", "007", "00000000000000000010", "INFO"})
    void findsWhatIsNoPartOfAnUpload(String fileName) throws IOException {
        PendingUpload upload = upload(Instant.now().plusSeconds(3600));
        uploadStore().create(library, upload);
        append(upload);
        String name = putUploadFile(upload.id(), fileName);

        assertThat(audit(LOOK)).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.UNKNOWN_OBJECT);
            assertThat(finding.name()).isEqualTo(name);
        });
        audit(REMOVE);
        assertThat(audit(LOOK)).isEmpty();
        assertThat(uploadStore().find(library, upload.id()).orElseThrow().offset())
                .isEqualTo(1000);
    }

    @Test
    void findsAndRemovesTheRestOfARemovedUpload() throws IOException {
        PendingUpload upload = upload(Instant.now().plusSeconds(3600));
        uploadStore().create(library, upload);
        append(upload);
        loseInfo(upload.id());

        List<Finding> removed = audit(REMOVE);

        assertThat(removed).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.EXPIRED_UPLOAD);
            assertThat(finding.detail()).isEqualTo("is the rest of a removed upload");
            assertThat(finding.repaired()).isTrue();
        });
        assertThat(inventory().uploads(library)).isEmpty();
    }

    @Test
    void leavesUploadsAloneThatExpiredLessThanTheMinimumAgeAgo() throws IOException {
        PendingUpload expired = upload(Instant.now().minusSeconds(60));
        PendingUpload rest = upload(Instant.now().plusSeconds(3600));
        uploadStore().create(library, expired);
        uploadStore().create(library, rest);
        append(rest);
        loseInfo(rest.id());
        AuditPlan plan = new AuditPlan(true, true, true, Duration.ofHours(1), Duration.ZERO);
        Watcher watcher = new Watcher();

        AuditSummary summary = new StoreAudit(inventory(), store(), uploadStore(), GROUP).all(plan, watcher);

        assertThat(watcher.findings).isEmpty();
        assertThat(summary).isEqualTo(new AuditSummary(1, 0, 0, 0, 2));
        assertThat(inventory().uploads(library)).hasSize(2);
    }

    private static PendingUpload upload(Instant expiresAt) {
        UUID id = UUID.randomUUID();
        return new PendingUpload(id, id, "photo.png", "", "", OptionalLong.empty(), expiresAt);
    }

    private void append(PendingUpload upload) {
        Sample piece = sample(uploads);
        UploadProgress progress = uploadStore().find(library, upload.id()).orElseThrow();
        assertThat(uploadStore()
                        .append(library, progress, piece.file(), piece.image().sha256()))
                .isTrue();
    }

    protected final void damage(ImageMetadata image, Damage damage) throws IOException {
        switch (damage) {
            case ENTRY_LOST -> inventory().removeEntry(library, inventory().entryOf(library, image));
            case IMAGE_LOST -> loseImage(image);
            case SECOND_ENTRY -> inventory().putEntry(library, later(image));
            case CUT_OFF -> replaceBytes(image, new byte[(int) image.size() - 1]);
            case CHANGED -> replaceBytes(image, new byte[(int) image.size()]);
        }
    }

    protected final List<Finding> audit(AuditPlan plan) {
        Watcher watcher = new Watcher();
        AuditSummary summary = new StoreAudit(inventory(), store(), uploadStore(), GROUP).all(plan, watcher);
        assertThat(summary.findings()).isEqualTo(watcher.findings.size());
        return watcher.findings;
    }

    protected final void store(List<Sample> samples) {
        samples.forEach(sample -> store().store(library, sample.image(), sample.file()));
    }

    private static ImageMetadata later(ImageMetadata image) {
        return new ImageMetadata(
                image.id(),
                "other.png",
                image.mediaType(),
                image.size(),
                image.width(),
                image.height(),
                image.sha256(),
                image.createdAt().plus(Duration.ofDays(40)));
    }

    /** Records the findings and counts. */
    protected static class Watcher implements AuditWatcher {

        final List<Finding> findings = new ArrayList<>();
        long expected;

        @Override
        public void expect(long more) {
            expected += more;
        }

        @Override
        public void checked() {
            // counted in the summary
        }

        @Override
        public void found(Finding finding) {
            findings.add(finding);
        }

        @Override
        public void skipped(String what) {
            throw new AssertionError(what);
        }
    }
}

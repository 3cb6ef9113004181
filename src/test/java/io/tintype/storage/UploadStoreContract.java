package io.tintype.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every promise of {@link UploadStore}. A store's test extends this. */
public abstract class UploadStoreContract {

    private static final Instant EXPIRES_AT = Instant.parse("2026-03-01T23:59:59.123456789Z");
    private static final int RACES = 200;

    /** More than a page of a listing has. */
    private static final int MANY = 1500;

    /** Used by this test only. */
    protected final Library library = Library.of(UUID.randomUUID().toString());

    @TempDir
    protected Path files;

    /** The store under test; always the same one within a test. */
    protected abstract UploadStore store();

    /** Removes one piece, as no operation of the store does. */
    protected abstract void lose(UUID id, long offset) throws IOException;

    /** Changes a byte of a piece, but not its size. */
    protected abstract void alter(UUID id, long offset) throws IOException;

    static Stream<String> names() {
        return Stream.concat(
                ImageStoreContract.awfulNames(),
                Stream.of(
                        "\ud800 unpaired \udfff",
                        "\ufeff\uffff\ufffe",
                        IntStream.rangeClosed(0, 0x1ff)
                                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                                .toString(),
                        "日".repeat(5000)));
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("names")
    void keepsAnyText(String name) {
        PendingUpload upload = new PendingUpload(
                UUID.randomUUID(), UUID.randomUUID(), name, name, name, OptionalLong.of(7), EXPIRES_AT);

        store().create(library, upload);

        assertThat(store().find(library, upload.id())).contains(new UploadProgress(upload, OptionalLong.of(7), 0, 0));
    }

    static Stream<OptionalLong> lengths() {
        return Stream.of(OptionalLong.empty(), OptionalLong.of(0), OptionalLong.of(1), OptionalLong.of(Long.MAX_VALUE));
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void keepsTheLengthThatIsDeclaredFirst(OptionalLong length) {
        PendingUpload upload = upload(length);

        store().create(library, upload);

        assertThat(find(upload)).isEqualTo(new UploadProgress(upload, length, 0, 0));
    }

    @Test
    void knowsNothingOfAnUploadThatWasNeverCreated() throws IOException {
        create();
        PendingUpload unknown = upload(OptionalLong.of(3));
        UploadProgress three = new UploadProgress(unknown, OptionalLong.of(3), 3, 1);

        assertThat(store().find(library, unknown.id())).isEmpty();
        assertThat(store().transferTo(library, three, OutputStream.nullOutputStream()))
                .isFalse();
        store().remove(library, unknown.id());
        assertThat(store().find(library, unknown.id())).isEmpty();
    }

    @Test
    void rejectsASecondUploadWithTheSameId() {
        PendingUpload upload = create();
        PendingUpload other = new PendingUpload(
                upload.id(), UUID.randomUUID(), "other", "filename b3RoZXI=", "", OptionalLong.of(1), Instant.EPOCH);

        assertThatThrownBy(() -> store().create(library, other)).isInstanceOf(StorageException.AlreadyStored.class);

        assertThat(find(upload).upload()).isEqualTo(upload);
    }

    @Test
    void appendsPieceAfterPiece() throws IOException {
        PendingUpload upload = create();
        byte[] bytes = random(250_001);
        int[] ends = {1, 100_000, 250_000, 250_001};

        int start = 0;
        for (int i = 0; i < ends.length; i++) {
            assertThat(append(upload, Arrays.copyOfRange(bytes, start, ends[i])))
                    .isTrue();
            assertThat(find(upload)).isEqualTo(new UploadProgress(upload, OptionalLong.empty(), ends[i], i + 1));
            start = ends[i];
        }

        assertThat(read(find(upload))).isEqualTo(bytes);
    }

    @Test
    void readsOnlyThePiecesBeforeTheOffset() throws IOException {
        PendingUpload upload = create();
        append(upload, random(100));
        UploadProgress before = find(upload);
        byte[] first = read(before);
        append(upload, random(50));

        assertThat(read(before)).isEqualTo(first).hasSize(100);
    }

    @Test
    void readsNothingOfAnUploadWithoutPieces() throws IOException {
        assertThat(read(find(create()))).isEmpty();
    }

    @Test
    void keepsThePieceThatIsStoredAlready() throws IOException {
        PendingUpload upload = create();
        UploadProgress empty = find(upload);
        byte[] first = random(100);
        append(upload, first);

        assertThat(append(empty, random(200))).isFalse();
        assertThat(append(empty, first)).isFalse();

        assertThat(read(find(upload))).isEqualTo(first);
    }

    @Test
    void leavesTheFileOfAPieceAlone() throws IOException {
        PendingUpload upload = create();
        byte[] bytes = random(1000);
        Path file = Files.write(files.resolve("piece"), bytes);

        store().append(library, find(upload), file, sha256(bytes));

        assertThat(file).hasBinaryContent(bytes);
    }

    @Test
    void letsOneOfTwoWritersAppend() throws Exception {
        PendingUpload upload = create();
        ByteArrayOutputStream all = new ByteArrayOutputStream();

        for (int race = 1; race <= RACES; race++) {
            UploadProgress progress = find(upload);
            List<byte[]> pieces = List.of(random(50 + race), random(70 + race));

            List<Boolean> won = atOnce(
                    List.of(() -> append(progress, pieces.getFirst()), () -> append(progress, pieces.getLast())));

            assertThat(won).containsExactlyInAnyOrder(true, false);
            all.write(pieces.get(won.indexOf(true)));
            assertThat(find(upload)).isEqualTo(new UploadProgress(upload, OptionalLong.empty(), all.size(), race));
        }

        assertThat(read(find(upload))).isEqualTo(all.toByteArray());
    }

    @Test
    void declaresALengthOnce() {
        PendingUpload upload = create();

        assertThat(store().declareLength(library, upload.id(), 300)).isEqualTo(300);
        assertThat(store().declareLength(library, upload.id(), 200)).isEqualTo(300);

        assertThat(find(upload)).isEqualTo(new UploadProgress(upload, OptionalLong.of(300), 0, 0));
    }

    @Test
    void agreesOnOneOfManyLengths() throws Exception {
        for (int race = 0; race < 20; race++) {
            PendingUpload upload = create();
            List<Callable<Long>> writers = new ArrayList<>();
            for (long length = 1; length <= 8; length++) {
                long declared = length;
                writers.add(() -> store().declareLength(library, upload.id(), declared));
            }

            List<Long> lengths = atOnce(writers);

            assertThat(Collections.frequency(lengths, lengths.getFirst())).isEqualTo(8);
            assertThat(find(upload).length()).hasValue(lengths.getFirst());
        }
    }

    @Test
    void findsNothingAfterARemoval() throws IOException {
        PendingUpload upload = create();
        append(upload, random(10));
        append(upload, random(10));
        store().declareLength(library, upload.id(), 30);
        UploadProgress progress = find(upload);

        store().remove(library, upload.id());

        assertThat(store().find(library, upload.id())).isEmpty();
        assertThat(store().transferTo(library, progress, OutputStream.nullOutputStream()))
                .isFalse();
        append(progress, random(10)); // has no effect, whatever it returns
        assertThat(store().find(library, upload.id())).isEmpty();
        store().remove(library, upload.id());
    }

    @Test
    void readsNothingOfARemovedUploadWithoutPieces() throws IOException {
        PendingUpload upload = create();
        UploadProgress progress = find(upload);
        store().remove(library, upload.id());

        assertThat(store().transferTo(library, progress, OutputStream.nullOutputStream()))
                .isFalse();
    }

    @Test
    void separatesLibraries() throws IOException {
        Library other = Library.of(UUID.randomUUID().toString());
        Library longer = new Library(library.key() + "-2");
        PendingUpload upload = create();
        byte[] bytes = random(10);
        append(upload, bytes);

        for (Library another : List.of(other, longer)) {
            assertThat(store().find(another, upload.id())).isEmpty();
            store().remove(another, upload.id());
            store().create(another, upload);
            assertThat(store().find(another, upload.id()))
                    .contains(new UploadProgress(upload, OptionalLong.empty(), 0, 0));
        }

        assertThat(read(find(upload))).isEqualTo(bytes);
    }

    @Test
    void endsAtAMissingPiece() throws IOException {
        PendingUpload upload = create();
        byte[] first = random(10);
        append(upload, first);
        append(upload, random(20));
        append(upload, random(30));
        UploadProgress whole = find(upload);
        lose(upload.id(), 10);

        assertThat(find(upload)).isEqualTo(new UploadProgress(upload, OptionalLong.empty(), 10, 1));
        assertThat(store().transferTo(library, whole, OutputStream.nullOutputStream()))
                .isFalse();
        assertThat(read(find(upload))).isEqualTo(first);
    }

    @Test
    void noticesAnAlteredPiece() throws IOException {
        PendingUpload upload = create();
        append(upload, random(10));
        append(upload, random(20));
        alter(upload.id(), 10);

        assertThatThrownBy(() -> read(find(upload)))
                .isInstanceOfSatisfying(
                        StorageException.Altered.class,
                        failure -> assertThat(failure.imageId()).isEqualTo(upload.imageId()));
    }

    @Test
    void throwsTheFailureOfTheTarget() throws IOException {
        PendingUpload upload = create();
        append(upload, random(10));
        UploadProgress progress = find(upload);
        IOException full = new IOException("full");
        OutputStream target = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw full;
            }
        };

        assertThatThrownBy(() -> store().transferTo(library, progress, target)).isSameAs(full);
    }

    @Test
    void keepsMorePiecesThanAPageOfAListingHas() throws Exception {
        PendingUpload upload = create();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        List<Callable<Boolean>> appends = new ArrayList<>();
        for (int piece = 0; piece < MANY; piece++) {
            byte[] bytes = random(1 + piece % 3);
            UploadProgress progress = new UploadProgress(upload, OptionalLong.empty(), all.size(), piece);
            appends.add(() -> append(progress, bytes));
            all.write(bytes);
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (Future<Boolean> appended : threads.invokeAll(appends)) {
                assertThat(appended.get()).isTrue();
            }
        }

        assertThat(find(upload)).isEqualTo(new UploadProgress(upload, OptionalLong.empty(), all.size(), MANY));
        assertThat(read(find(upload))).isEqualTo(all.toByteArray());
        store().remove(library, upload.id());
        assertThat(store().find(library, upload.id())).isEmpty();
    }

    protected final PendingUpload create() {
        PendingUpload upload = upload(OptionalLong.empty());
        store().create(library, upload);
        return upload;
    }

    protected static PendingUpload upload(OptionalLong length) {
        UUID id = UUID.randomUUID();
        return new PendingUpload(id, id, "photo.png", "filename cGhvdG8ucG5n", "", length, EXPIRES_AT);
    }

    protected final UploadProgress find(PendingUpload upload) {
        return store().find(library, upload.id()).orElseThrow();
    }

    protected final boolean append(PendingUpload upload, byte[] bytes) {
        return append(find(upload), bytes);
    }

    protected final boolean append(UploadProgress progress, byte[] bytes) {
        try {
            Path file = Files.write(Files.createTempFile(files, "piece", ""), bytes);
            boolean appended = store().append(library, progress, file, sha256(bytes));
            Files.delete(file);
            return appended;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    protected final byte[] read(UploadProgress progress) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThat(store().transferTo(library, progress, bytes)).isTrue();
        return bytes.toByteArray();
    }

    protected static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random().nextBytes(bytes);
        return bytes;
    }

    protected static String sha256(byte[] bytes) {
        return Checksum.text(Checksum.newSha256().digest(bytes));
    }

    private static <T> List<T> atOnce(List<Callable<T>> calls) throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(calls.size());
        List<Callable<T>> started = new ArrayList<>();
        for (Callable<T> call : calls) {
            started.add(() -> {
                barrier.await();
                return call.call();
            });
        }
        List<T> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<T> result : threads.invokeAll(started)) {
                results.add(result.get());
            }
        }
        return results;
    }
}

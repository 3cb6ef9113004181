package io.tintype.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * The stored pieces of a resumable upload that follow one another without a gap, from the first byte on.
 *
 * @param pieces in their order
 */
public record PieceChain(List<Piece> pieces) {

    private static final int NAME_LENGTH = 19; // the largest long has 19 digits
    private static final int BUFFER = 64 * 1024;

    /** Returns the chain of these pieces: their sizes in bytes by their offsets. A piece without bytes ends it. */
    public static PieceChain of(Map<Long, Long> sizes) {
        List<Piece> pieces = new ArrayList<>();
        long offset = 0;
        for (Long size = sizes.get(offset); size != null && size > 0; size = sizes.get(offset)) {
            pieces.add(new Piece(offset, size));
            offset += size;
        }
        return new PieceChain(pieces);
    }

    /** Returns the name that a store gives to the piece at this offset: digits that sort as the offsets do. */
    public static String name(long offset) {
        return String.format(Locale.ROOT, "%0" + NAME_LENGTH + "d", offset);
    }

    /** Returns the offset of the piece with this name, or empty if it is not the name of a piece. */
    public static OptionalLong offset(String name) {
        if (name.length() != NAME_LENGTH || !Digits.areDecimal(name)) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(name));
        } catch (NumberFormatException _) {
            return OptionalLong.empty();
        }
    }

    /** Returns the number of bytes in the chain, which is the offset of the next piece. */
    public long end() {
        return pieces.isEmpty()
                ? 0
                : pieces.getLast().offset() + pieces.getLast().size();
    }

    /** Returns the pieces before this offset, or empty if no piece ends there. */
    public Optional<List<Piece>> before(long offset) {
        List<Piece> before =
                pieces.stream().takeWhile(piece -> piece.offset() < offset).toList();
        return new PieceChain(before).end() == offset ? Optional.of(before) : Optional.empty();
    }

    /**
     * A piece of an upload.
     *
     * @param size in bytes
     */
    public record Piece(long offset, long size) {

        /** Returns the name that a store gives to this piece. */
        public String name() {
            return PieceChain.name(offset);
        }

        /**
         * Copies the piece to a stream. The caller closes both streams.
         *
         * @param sha256 of the bytes that were appended, as 64 lowercase hexadecimal digits
         * @param imageId of the upload, for the failure
         * @throws StorageException.Altered if the bytes have another length or checksum
         * @throws StorageException.Unavailable if a read fails
         * @throws IOException if a write fails
         */
        public void copy(InputStream stored, OutputStream target, String sha256, UUID imageId) throws IOException {
            MessageDigest digest = Checksum.newSha256();
            byte[] buffer = new byte[(int) Math.min(BUFFER, size)];
            for (long left = size; left > 0; ) {
                int count = read(stored, buffer, (int) Math.min(left, buffer.length));
                if (count < 0) {
                    throw new StorageException.Altered(imageId);
                }
                digest.update(buffer, 0, count);
                target.write(buffer, 0, count);
                left -= count;
            }
            if (!Checksum.text(digest.digest()).equals(sha256)) {
                throw new StorageException.Altered(imageId);
            }
        }

        private int read(InputStream stored, byte[] buffer, int count) {
            try {
                return stored.read(buffer, 0, count);
            } catch (IOException e) {
                throw new StorageException.Unavailable("read the piece at " + offset + ": " + e, e);
            }
        }
    }
}

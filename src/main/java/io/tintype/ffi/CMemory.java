package io.tintype.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * C's texts and numbers, each by its address. Through byte buffers: a native executable that was built without support
 * for foreign functions has these, and no access to memory by layouts.
 */
public final class CMemory {

    private static final int MAX_TEXT = 64 * 1024;

    private CMemory() {}

    /** A text of C that lives as long as the arena. */
    public static long text(Arena arena, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        MemorySegment memory = arena.allocate(bytes.length + 1L); // all 0, and so is its end
        memory.asByteBuffer().put(bytes);
        return memory.address();
    }

    /** The text at an address, up to its end. */
    @SuppressWarnings("restricted") // C says nowhere how long a text is
    public static String text(long address) {
        ByteBuffer memory =
                MemorySegment.ofAddress(address).reinterpret(MAX_TEXT).asByteBuffer();
        int length = 0;
        while (length < MAX_TEXT && memory.get(length) != 0) {
            length++;
        }
        byte[] bytes = new byte[length];
        memory.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Returns a copy of the bytes at an address. */
    @SuppressWarnings("restricted") // C says beside it how many there are
    public static byte[] bytes(long address, int count) {
        byte[] bytes = new byte[count];
        MemorySegment.ofAddress(address).reinterpret(count).asByteBuffer().get(bytes);
        return bytes;
    }

    /** An array that lives as long as the arena. */
    public static long doubles(Arena arena, double... values) {
        MemorySegment memory = arena.allocate((long) values.length * Double.BYTES, Double.BYTES);
        ByteBuffer buffer = memory.asByteBuffer().order(ByteOrder.nativeOrder());
        for (double value : values) {
            buffer.putDouble(value);
        }
        return memory.address();
    }

    /** A place for a pointer that a function gives, for as long as the arena lives. */
    public record Pointer(MemorySegment memory) {

        public Pointer(Arena arena) {
            this(arena.allocate(Long.BYTES, Long.BYTES));
        }

        public long address() {
            return memory.address();
        }

        /** What was written there; 0 before. */
        public long value() {
            return memory.asByteBuffer().order(ByteOrder.nativeOrder()).getLong(0);
        }
    }
}

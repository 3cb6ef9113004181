package io.tintype.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Reads and writes C strings, numbers and arrays by their addresses. It uses byte buffers because a native executable
 * that was built without support for foreign functions cannot access memory through layouts.
 */
public final class CMemory {

    private static final int MAX_TEXT = 64 * 1024;

    private CMemory() {}

    /** Returns the address of a null-terminated UTF-8 copy of a text. The copy lives as long as the arena. */
    public static long text(Arena arena, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        MemorySegment memory = arena.allocate(bytes.length + 1L); // zeroed, and so terminated
        memory.asByteBuffer().put(bytes);
        return memory.address();
    }

    /** Returns the text at an address, up to its terminator or at most 64 KiB. */
    @SuppressWarnings("restricted") // the length is unknown before the terminator is found
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
    public static byte[] bytes(long address, int count) {
        byte[] bytes = new byte[count];
        view(address, count).get(bytes);
        return bytes;
    }

    /** Returns the memory at an address, which must stay allocated for as long as the buffer is used. */
    @SuppressWarnings("restricted") // the caller knows the length
    public static ByteBuffer view(long address, int count) {
        return MemorySegment.ofAddress(address).reinterpret(count).asByteBuffer();
    }

    /** Returns zeroed memory in the machine's byte order that lives as long as the arena. */
    public static ByteBuffer allocate(Arena arena, int count) {
        return arena.allocate(count, Long.BYTES).asByteBuffer().order(ByteOrder.nativeOrder());
    }

    /** Returns the address of memory that {@link #allocate} returned. */
    public static long address(ByteBuffer memory) {
        return MemorySegment.ofBuffer(memory.duplicate().clear()).address();
    }

    /** Returns the address of an array of C strings that ends with a null pointer, like {@code argv}. */
    public static long texts(Arena arena, List<String> texts) {
        ByteBuffer pointers = allocate(arena, (texts.size() + 1) * Long.BYTES);
        for (String text : texts) {
            pointers.putLong(text(arena, text));
        }
        return address(pointers);
    }

    /** Returns the address of an array of doubles that lives as long as the arena. */
    public static long doubles(Arena arena, double... values) {
        MemorySegment memory = arena.allocate((long) values.length * Double.BYTES, Double.BYTES);
        ByteBuffer buffer = memory.asByteBuffer().order(ByteOrder.nativeOrder());
        for (double value : values) {
            buffer.putDouble(value);
        }
        return memory.address();
    }

    /** Memory in which a C function stores a pointer. It lives as long as the arena. */
    public record Pointer(MemorySegment memory) {

        public Pointer(Arena arena) {
            this(arena.allocate(Long.BYTES, Long.BYTES));
        }

        public long address() {
            return memory.address();
        }

        /** Returns the stored pointer, or 0 before a function has stored one. */
        public long value() {
            return memory.asByteBuffer().order(ByteOrder.nativeOrder()).getLong(0);
        }
    }
}

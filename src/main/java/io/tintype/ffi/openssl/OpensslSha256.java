package io.tintype.ffi.openssl;

import io.tintype.ffi.NativeLibrary;
import io.tintype.ffi.NativeLibrary.ForeignFunction;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.security.MessageDigestSpi;
import org.graalvm.nativeimage.PinnedObject;

/**
 * Computes SHA-256 with OpenSSL in the native executable. The state is a C {@code SHA256_CTX} in a Java array. It
 * contains no pointers, so it need not be freed explicitly, and the garbage collector may move it between calls.
 */
final class OpensslSha256 extends MessageDigestSpi implements Cloneable {

    /** {@code sizeof(SHA256_CTX)}: eight words of hash, two of length, a block of 64 bytes, two numbers. */
    private static final int CONTEXT_BYTES = 112;

    private static final int DIGEST_BYTES = 32;

    private final Functions functions;
    private byte[] context = new byte[CONTEXT_BYTES];

    /**
     * The functions of OpenSSL. A {@code SHA256_CTX} is the second argument of {@code finish}, and the first of the
     * others.
     */
    record Functions(ForeignFunction init, ForeignFunction update, ForeignFunction finish) {

        /**
         * Returns the functions of a library.
         *
         * @throws java.util.NoSuchElementException if the library was built without them
         */
        static Functions of(NativeLibrary libcrypto) {
            return new Functions(
                    libcrypto.function("SHA256_Init", "ip"),
                    libcrypto.function("SHA256_Update", "ippp"),
                    libcrypto.function("SHA256_Final", "ipp"));
        }
    }

    OpensslSha256(Functions functions) {
        this.functions = functions;
        engineReset();
    }

    @Override
    protected int engineGetDigestLength() {
        return DIGEST_BYTES;
    }

    @Override
    protected void engineReset() {
        try (PinnedObject state = PinnedObject.create(context)) {
            functions.init().call(address(state, 0));
        }
    }

    @Override
    protected void engineUpdate(byte input) {
        engineUpdate(new byte[] {input}, 0, 1);
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
        if (length == 0) {
            return; // there may be no element at the offset
        }
        try (PinnedObject state = PinnedObject.create(context);
                PinnedObject bytes = PinnedObject.create(input)) {
            functions.update().call(address(state, 0), address(bytes, offset), length);
        }
    }

    /** Avoids a copy if the buffer is direct. */
    @Override
    protected void engineUpdate(ByteBuffer input) {
        if (!input.isDirect()) {
            super.engineUpdate(input);
            return;
        }
        try (PinnedObject state = PinnedObject.create(context)) {
            functions
                    .update()
                    .call(address(state, 0), MemorySegment.ofBuffer(input).address(), input.remaining());
        }
        input.position(input.limit());
    }

    @Override
    protected byte[] engineDigest() {
        byte[] digest = new byte[DIGEST_BYTES];
        try (PinnedObject state = PinnedObject.create(context);
                PinnedObject result = PinnedObject.create(digest)) {
            functions.finish().call(address(result, 0), address(state, 0));
        }
        engineReset();
        return digest;
    }

    @Override
    public Object clone() throws CloneNotSupportedException {
        OpensslSha256 copy = (OpensslSha256) super.clone();
        copy.context = context.clone();
        return copy;
    }

    private static long address(PinnedObject array, int index) {
        return array.addressOfArrayElement(index).rawValue();
    }
}

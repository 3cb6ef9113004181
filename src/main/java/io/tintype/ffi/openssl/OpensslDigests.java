package io.tintype.ffi.openssl;

import io.tintype.ffi.NativeLibrary;
import java.nio.charset.StandardCharsets;
import java.security.Provider;
import java.security.Security;
import java.util.HexFormat;
import java.util.NoSuchElementException;

/**
 * Provides OpenSSL's SHA-256 to the native executable. Java's own is compiled for the oldest processor that the
 * executable supports; OpenSSL uses the instructions of the processor on which it runs, and is four times as fast with
 * those for SHA.
 */
public final class OpensslDigests extends Provider {

    private static final long serialVersionUID = 1;
    private static final String LIBCRYPTO = "libcrypto.so.3";

    /** The digest of "abc", an example of FIPS 180-4. */
    private static final String EXAMPLE = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private OpensslDigests(OpensslSha256.Functions functions) {
        super("OpensslDigests", "3", "SHA-256 by OpenSSL");
        putService(new Sha256(this, functions));
    }

    /**
     * Gives this provider precedence over Java's in the native executable if the machine has OpenSSL 3. Does nothing on
     * the JVM, whose own SHA-256 uses the processor's instructions.
     */
    public static void install() {
        if (!NativeLibrary.IN_NATIVE_IMAGE) {
            return;
        }
        try {
            OpensslSha256.Functions functions = OpensslSha256.Functions.of(NativeLibrary.load(LIBCRYPTO));
            if (isRight(new OpensslSha256(functions))) {
                Security.insertProviderAt(new OpensslDigests(functions), 1);
            }
        } catch (IllegalArgumentException | NoSuchElementException _) {
            // the machine has no OpenSSL, or one that was built without these functions
        }
    }

    private static boolean isRight(OpensslSha256 digest) {
        digest.engineUpdate("abc".getBytes(StandardCharsets.US_ASCII), 0, 3);
        return HexFormat.of().formatHex(digest.engineDigest()).equals(EXAMPLE);
    }

    private static final class Sha256 extends Service {

        private final transient OpensslSha256.Functions functions;

        Sha256(Provider provider, OpensslSha256.Functions functions) {
            super(provider, "MessageDigest", "SHA-256", OpensslSha256.class.getName(), null, null);
            this.functions = functions;
        }

        /** Creates the digest directly, because the executable has no reflection for it. */
        @Override
        public Object newInstance(Object parameter) {
            return new OpensslSha256(functions);
        }
    }
}

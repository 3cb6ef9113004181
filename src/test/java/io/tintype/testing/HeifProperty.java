package io.tintype.testing;

import static io.tintype.testing.Bytes.*;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Adds a property to the only image of a HEIF file (ISO/IEC 23008-12, 9.3). */
final class HeifProperty {

    private HeifProperty() {}

    /**
     * Appends an essential property to {@code ipco}.
     *
     * @param heif a file in which {@code ipma} ends {@code meta}, and {@code mdat} follows
     */
    static byte[] added(byte[] heif, byte[] property) {
        ByteBuffer file = ByteBuffer.wrap(heif.clone());
        int ipco = indexOf(heif, "ipco") - 4;
        int ipma = indexOf(heif, "ipma") - 4;
        int end = ipma + file.getInt(ipma);
        int count = ipma + 18;
        int added = property.length + 1;
        grow(file, indexOf(heif, "meta") - 4, added);
        grow(file, indexOf(heif, "iprp") - 4, added);
        grow(file, ipco, property.length);
        grow(file, ipma, 1);
        grow(file, indexOf(heif, "iloc") + 16, added); // the offset of the image in the file
        file.put(count, (byte) (file.get(count) + 1));
        byte[] bytes = file.array();
        return join(
                first(bytes, ipma),
                property,
                Arrays.copyOfRange(bytes, ipma, end),
                bytes(0x80 | file.get(count)),
                Arrays.copyOfRange(bytes, end, bytes.length));
    }

    private static void grow(ByteBuffer file, int at, int by) {
        file.putInt(at, file.getInt(at) + by);
    }
}

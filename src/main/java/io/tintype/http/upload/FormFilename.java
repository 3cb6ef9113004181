package io.tintype.http.upload;

import io.tintype.http.request.ParameterizedValue;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the file name of a Content-Disposition, of a part of a form or of a request. */
public final class FormFilename {

    /** RFC 8187, section 3.2.1: a charset, a language or nothing, and the encoded name. */
    private static final Pattern EXTENDED = Pattern.compile("([^']*)'[^']*'(.*)", Pattern.DOTALL);

    /** RFC 8187 allows only UTF-8. Its predecessor, RFC 5987, also allowed ISO-8859-1. */
    private static final Map<String, Charset> CHARSETS =
            Map.of("utf-8", StandardCharsets.UTF_8, "iso-8859-1", StandardCharsets.ISO_8859_1);

    private FormFilename() {}

    /**
     * Returns the name in a request's header, or empty if it has none. Clients send UTF-8, and HTTP reads ISO-8859-1 (RFC
     * 9110, section 5.5), so a name of bytes that are UTF-8 is read as such.
     */
    public static Optional<String> of(String header) {
        byte[] bytes = header.getBytes(StandardCharsets.ISO_8859_1);
        String text = isUtf8(bytes) ? new String(bytes, StandardCharsets.UTF_8) : header;
        return of(ParameterizedValue.parse(text));
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException _) {
            return false;
        }
    }

    /**
     * Returns the name, or empty if the part has none. {@code filename*} is preferred to {@code filename} if it can be
     * decoded (RFC 6266, section 4.3).
     */
    static Optional<String> of(ParameterizedValue disposition) {
        return disposition
                .parameter("filename*")
                .flatMap(FormFilename::decoded)
                .or(() -> disposition.parameter("filename"));
    }

    private static Optional<String> decoded(String text) {
        Matcher extended = EXTENDED.matcher(text);
        if (!extended.matches()) {
            return Optional.empty();
        }
        Optional<Charset> charset =
                Optional.ofNullable(CHARSETS.get(extended.group(1).toLowerCase(Locale.ROOT)));
        return charset.flatMap(known -> decoded(extended.group(2), known));
    }

    private static Optional<String> decoded(String encoded, Charset charset) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            for (int at = 0; at < encoded.length(); at++) {
                if (encoded.charAt(at) == '%') {
                    bytes.write(HexFormat.fromHexDigits(encoded, at + 1, at + 3));
                    at += 2;
                } else {
                    bytes.writeBytes(encoded.substring(at, at + 1).getBytes(charset));
                }
            }
            return Optional.of(charset.newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString());
        } catch (IllegalArgumentException | IndexOutOfBoundsException | CharacterCodingException e) {
            return Optional.empty();
        }
    }
}

package io.tintype.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/**
 * The private key of a server named {@code localhost}, with a self-signed certificate.
 *
 * @param file a PKCS #12 key store; a client that uses it as trust store trusts the server
 */
public record ServerKey(Path file) {

    public static final String PASSWORD = "changeit";

    /** Creates a key in the folder. */
    public static ServerKey in(Path folder) throws IOException, InterruptedException {
        Path file = folder.resolve("keys.p12").toAbsolutePath();
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes());
        assertThat(keytool.waitFor()).as(said).isZero();
        return new ServerKey(file);
    }

    /** Writes the certificate to a PEM file. */
    public Path certificate() throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
        byte[] certificate = keys.getCertificate(keys.aliases().nextElement()).getEncoded();
        return Files.writeString(
                file.resolveSibling("certificate.pem"),
                "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(certificate)
                        + "\n-----END CERTIFICATE-----\n");
    }
}

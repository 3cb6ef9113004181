import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.time.Instant;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;

/** Signs a link without a request, with jose4j on JDK 25: java Link.java SUBJECT IMAGE [VARIANT] */
public final class Link {

    /** The expiry is rounded up to it, so that the URL stays the same and caches keep working. */
    private static final long STEP = 3600;

    private Link() {}

    public static void main(String[] arguments) throws GeneralSecurityException, JoseException {
        System.out.println(of(arguments[0], arguments[1], arguments.length > 2 ? arguments[2] : "picture", 3600));
    }

    /** Returns the path of a link that opens the image for at least these many seconds. */
    static String of(String subject, String image, String variant, long seconds)
            throws GeneralSecurityException, JoseException {
        JwtClaims claims = new JwtClaims();
        claims.setAudience("tintype:link");
        claims.setSubject(subject);
        claims.setStringClaim("image", image);
        claims.setStringClaim("variant", variant);
        long expires = Math.ceilDiv(Instant.now().getEpochSecond() + seconds, STEP) * STEP;
        claims.setExpirationTime(NumericDate.fromSeconds(expires));
        JsonWebSignature token = new JsonWebSignature();
        token.setAlgorithmHeaderValue("HS256");
        token.setHeader("typ", "link+jwt");
        token.setKey(key());
        token.setPayload(claims.toJson());
        return "/links/" + token.getCompactSerialization();
    }

    /** The key of links: TINTYPE_LINK_SECRET, or the key that the service derives from JWT_SECRET if that is not set. */
    private static Key key() throws GeneralSecurityException {
        String secret = System.getenv("TINTYPE_LINK_SECRET");
        if (secret != null) {
            return new HmacKey(secret.getBytes(StandardCharsets.UTF_8));
        }
        byte[] jwtSecret = System.getenv("JWT_SECRET").getBytes(StandardCharsets.UTF_8);
        byte[] info = "tintype:link".getBytes(StandardCharsets.UTF_8);
        return new HmacKey(KDF.getInstance("HKDF-SHA256") // on an older JDK: by Bouncy Castle, for example
                .deriveData(HKDFParameterSpec.ofExtract().addIKM(jwtSecret).thenExpand(info, 32)));
    }
}

package io.tintype.rendition.worker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Creates the colour profile (ICC.1:2001-04) that is equivalent to the gAMA and cHRM chunks of a PNG (PNG, sections
 * 11.3.2.1 and 11.3.2.2). Browsers apply these chunks; libvips applies profiles only.
 */
final class PngProfile {

    /** The x and y of white, red, green and blue in sRGB, each multiplied by 100,000 as in cHRM. */
    private static final int[] SRGB = {31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6_000};

    /**
     * The gAMA value of sRGB. Values within {@link #TOLERANCE} are treated as sRGB, because most encoders mean sRGB by
     * them.
     */
    private static final int SRGB_GAMMA = 45_455;

    private static final int TOLERANCE = 1_000;
    private static final double UNIT = 100_000;
    private static final double MAX_EXPONENT = 10;
    private static final double MAX_COLORANT = 4;

    private static final double[] D50 = {0.9642, 1, 0.8249};

    /** The matrix that converts XYZ to the responses of the eye's cones (ICC.1:2010, annex E), and its inverse. */
    private static final double[][] BRADFORD = {
        {0.8951, 0.2664, -0.1614}, {-0.7502, 1.7135, 0.0367}, {0.0389, -0.0685, 1.0296}
    };

    private static final double[][] BRADFORD_INVERSE = {
        {0.9869929, -0.1470543, 0.1599627}, {0.4323053, 0.5183603, 0.0492912}, {-0.0085287, 0.0400428, 0.9684867}
    };

    private static final int HEADER = 128;
    private static final int ENTRY = 12;
    private static final int TAG = 20;

    private PngProfile() {}

    /**
     * Returns a profile, or empty if the colours are sRGB or the numbers are implausible.
     *
     * @param grey whether the pixels have one colour channel
     * @param gamma the number in gAMA
     * @param chromaticities the eight numbers in cHRM, or empty if the PNG has no cHRM
     */
    static Optional<byte[]> of(boolean grey, int gamma, Optional<int[]> chromaticities) {
        int[] xy = chromaticities.orElse(SRGB);
        double exponent = UNIT / gamma;
        boolean isSrgb = Math.abs(gamma - SRGB_GAMMA) <= TOLERANCE && (grey || isClose(xy));
        if (gamma <= 0 || exponent > MAX_EXPONENT || exponent < 1 / MAX_EXPONENT || isSrgb) {
            return Optional.empty();
        }
        byte[] curve = curve(exponent);
        if (grey) {
            return Optional.of(profile("GRAY", new String[] {"wtpt", "kTRC"}, xyz(D50), curve));
        }
        double[][] of = colorants(xy);
        if (!Arrays.stream(of).flatMapToDouble(Arrays::stream).allMatch(value -> Math.abs(value) < MAX_COLORANT)) {
            return Optional.empty(); // also if one is NaN
        }
        String[] names = {"wtpt", "rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC"};
        return Optional.of(profile("RGB ", names, xyz(D50), xyz(of[0]), xyz(of[1]), xyz(of[2]), curve, curve, curve));
    }

    private static boolean isClose(int[] xy) {
        for (int i = 0; i < xy.length; i++) {
            if (Math.abs(xy[i] - SRGB[i]) > TOLERANCE) {
                return false;
            }
        }
        return true;
    }

    /** Returns the XYZ values of red, green and blue, scaled so that their sum is white, and adapted to D50. */
    private static double[][] colorants(int[] xy) {
        double[] white = tristimulus(xy[0], xy[1]);
        double[] red = tristimulus(xy[2], xy[3]);
        double[] green = tristimulus(xy[4], xy[5]);
        double[] blue = tristimulus(xy[6], xy[7]);
        double all = determinant(red, green, blue);
        double[][] scaled = {
            scaled(red, determinant(white, green, blue) / all),
            scaled(green, determinant(red, white, blue) / all),
            scaled(blue, determinant(red, green, white) / all)
        };
        double[] from = product(BRADFORD, white);
        double[] to = product(BRADFORD, D50);
        double[][] adapted = new double[3][];
        for (int i = 0; i < 3; i++) {
            double[] cones = product(BRADFORD, scaled[i]);
            for (int cone = 0; cone < 3; cone++) {
                cones[cone] *= to[cone] / from[cone];
            }
            adapted[i] = product(BRADFORD_INVERSE, cones);
        }
        return adapted;
    }

    private static double[] tristimulus(double x, double y) {
        return new double[] {x / y, 1, (UNIT - x - y) / y};
    }

    private static double[] scaled(double[] vector, double factor) {
        return new double[] {vector[0] * factor, vector[1] * factor, vector[2] * factor};
    }

    private static double determinant(double[] a, double[] b, double[] c) {
        return a[0] * (b[1] * c[2] - b[2] * c[1])
                - b[0] * (a[1] * c[2] - a[2] * c[1])
                + c[0] * (a[1] * b[2] - a[2] * b[1]);
    }

    private static double[] product(double[][] matrix, double[] vector) {
        double[] result = new double[3];
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 3; column++) {
                result[row] += matrix[row][column] * vector[column];
            }
        }
        return result;
    }

    private static byte[] xyz(double[] values) {
        ByteBuffer tag = ByteBuffer.allocate(TAG).put(text("XYZ ")).putInt(0);
        for (double value : values) {
            tag.putInt((int) Math.round(value * 0x10000));
        }
        return tag.array();
    }

    private static byte[] curve(double exponent) {
        return ByteBuffer.allocate(TAG)
                .put(text("curv"))
                .putInt(0)
                .putInt(1)
                .putShort((short) Math.round(exponent * 0x100))
                .array();
    }

    private static byte[] profile(String colours, String[] names, byte[]... tags) {
        int start = HEADER + 4 + ENTRY * tags.length;
        int length = start + TAG * tags.length;
        ByteBuffer profile = ByteBuffer.allocate(length)
                .putInt(length)
                .putInt(0)
                .putInt(0x02100000)
                .put(text("mntr" + colours + "XYZ "))
                .position(36)
                .put(text("acsp"))
                .position(68)
                .put(xyz(D50), 8, 12)
                .position(HEADER)
                .putInt(tags.length);
        for (int i = 0; i < tags.length; i++) {
            profile.put(text(names[i])).putInt(start + TAG * i).putInt(TAG);
        }
        for (byte[] tag : tags) {
            profile.put(tag);
        }
        return profile.array();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

package io.tintype.testing;

import static io.tintype.testing.Bytes.*;

/**
 * A colour profile of three primaries and a gamma (ICC.1:2010), and the colours that it defines.
 *
 * @param primaries X, Y and Z of red, green and blue, adapted to D50
 */
record MatrixProfile(double gamma, double[]... primaries) {

    private static final double[][] SRGB = {
        {0.43607, 0.22249, 0.01392}, {0.38515, 0.71687, 0.09708}, {0.14307, 0.06061, 0.71410}
    };
    private static final double[] D50 = {0.9642, 1, 0.8249};

    static final MatrixProfile DISPLAY_P3 = new MatrixProfile(
            2.2, new double[] {0.51512, 0.24120, -0.00105}, new double[] {0.29198, 0.69225, 0.04189}, new double[] {
                0.15710, 0.06657, 0.78407
            });
    static final MatrixProfile ADOBE_RGB = new MatrixProfile(
            2.19921875,
            new double[] {0.60974, 0.31111, 0.01947},
            new double[] {0.20528, 0.62567, 0.06087},
            new double[] {0.14919, 0.06322, 0.74457});
    static final MatrixProfile PROPHOTO =
            new MatrixProfile(1.8, new double[] {0.7977, 0.2880, 0}, new double[] {0.1352, 0.7119, 0}, new double[] {
                0.0313, 0.0001, 0.8249
            });

    /** A profile that exchanges colours: red is green, green is blue, and blue is red. */
    static final MatrixProfile ROTATED = new MatrixProfile(2.2, SRGB[1], SRGB[2], SRGB[0]);

    byte[] bytes() {
        byte[] curve = join(text("para"), zeros(8), fixed(gamma));
        byte[][] tags = {xyz(D50), xyz(primaries[0]), xyz(primaries[1]), xyz(primaries[2]), curve, curve, curve};
        return profile("RGB ", "wtptrXYZgXYZbXYZrTRCgTRCbTRC", tags);
    }

    /** Returns a profile of greys with a gamma. */
    static byte[] grey(double gamma) {
        byte[] notice =
                join(text("text"), zeros(4), text("Made for tests; libpng ignores profiles of fewer than 81 bytes.\0"));
        return profile("GRAY", "wtptkTRCcprt", xyz(D50), join(text("para"), zeros(8), fixed(gamma)), notice);
    }

    /** Returns the sRGB value of a grey in a profile with a gamma. */
    static int greyInSrgb(double gamma, int grey) {
        int value = encoded(Math.pow(grey / 255.0, gamma));
        return value << 16 | value << 8 | value;
    }

    /** Returns the colour in sRGB. */
    int inSrgb(int colour) {
        double[] xyz = new double[3];
        for (int band = 0; band < 3; band++) {
            double light = Math.pow((colour >> 16 - 8 * band & 0xFF) / 255.0, gamma);
            for (int i = 0; i < 3; i++) {
                xyz[i] += light * primaries[band][i];
            }
        }
        int result = 0;
        double all = determinant(SRGB[0], SRGB[1], SRGB[2]);
        for (int band = 0; band < 3; band++) {
            double[][] columns = SRGB.clone();
            columns[band] = xyz;
            result = result << 8 | encoded(determinant(columns[0], columns[1], columns[2]) / all);
        }
        return result;
    }

    private static int encoded(double light) {
        double value = light <= 0.0031308 ? 12.92 * light : 1.055 * Math.pow(light, 1 / 2.4) - 0.055;
        return Math.clamp(Math.round(255 * value), 0, 255);
    }

    /** Returns the light of a value of sRGB, 0 to 1 (IEC 61966-2-1). */
    static double light(int value) {
        double part = value / 255.0;
        return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
    }

    private static double determinant(double[] a, double[] b, double[] c) {
        return a[0] * (b[1] * c[2] - b[2] * c[1])
                - b[0] * (a[1] * c[2] - a[2] * c[1])
                + c[0] * (a[1] * b[2] - a[2] * b[1]);
    }

    private static byte[] profile(String space, String names, byte[]... tags) {
        int start = 128 + 4 + 12 * tags.length;
        byte[] table = big32(tags.length);
        for (int i = 0, at = start; i < tags.length; at += tags[i].length, i++) {
            table = join(table, text(names.substring(4 * i, 4 * i + 4)), big32(at), big32(tags[i].length));
        }
        byte[] content = join(tags);
        byte[] white = join(fixed(D50[0]), fixed(D50[1]), fixed(D50[2]));
        byte[] header = join(
                big32(start + content.length),
                zeros(4),
                big32(0x04000000),
                text("mntr" + space + "XYZ "),
                zeros(12),
                text("acsp"),
                zeros(28),
                white,
                zeros(48));
        return join(header, table, content);
    }

    private static byte[] xyz(double[] values) {
        return join(text("XYZ "), zeros(4), fixed(values[0]), fixed(values[1]), fixed(values[2]));
    }

    private static byte[] fixed(double value) {
        return big32((int) Math.round(value * 0x10000));
    }
}

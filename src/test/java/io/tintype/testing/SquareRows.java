package io.tintype.testing;

import static io.tintype.testing.Bytes.join;
import static io.tintype.testing.Bytes.repeat;

/** Rows of pixels of four squares, as formats without compression store them. */
final class SquareRows {

    private static final int HALF = Quadrants.SIDE / 2;

    private SquareRows() {}

    /**
     * Packs each row.
     *
     * @param squares the samples of one pixel of each square
     * @param bits of each sample; the most significant byte and bit come first
     * @param before what precedes each row
     * @param alignment the number of bytes that the length of a row is a multiple of
     */
    static byte[] packed(int[][] squares, int bits, byte[] before, int alignment) {
        return join(
                repeat(join(before, row(squares[0], squares[1], bits, alignment)), HALF),
                repeat(join(before, row(squares[2], squares[3], bits, alignment)), HALF));
    }

    private static byte[] row(int[] left, int[] right, int bits, int alignment) {
        int length = (Quadrants.SIDE * left.length * bits + 7) / 8;
        byte[] row = new byte[(length + alignment - 1) / alignment * alignment];
        int at = 0;
        for (int x = 0; x < Quadrants.SIDE; x++) {
            for (int sample : x < HALF ? left : right) {
                for (int bit = bits - 1; bit >= 0; bit--, at++) {
                    row[at / 8] |= (byte) ((sample >> bit & 1) << 7 - at % 8);
                }
            }
        }
        return row;
    }

    /** Returns squares with one sample each. */
    static int[][] single(int... samples) {
        int[][] squares = new int[samples.length][];
        for (int i = 0; i < samples.length; i++) {
            squares[i] = new int[] {samples[i]};
        }
        return squares;
    }

    /** Returns red, green and blue of each colour, in 8 bits or, by repetition, in 16. */
    static int[][] rgb(int bits, int... colours) {
        int[][] squares = new int[colours.length][];
        for (int i = 0; i < colours.length; i++) {
            int factor = bits == 16 ? 0x101 : 1;
            squares[i] = new int[] {
                (colours[i] >> 16 & 0xFF) * factor, (colours[i] >> 8 & 0xFF) * factor, (colours[i] & 0xFF) * factor
            };
        }
        return squares;
    }

    /** Returns the samples with one more in each square. */
    static int[][] with(int[][] squares, int... more) {
        int[][] all = new int[squares.length][];
        for (int i = 0; i < squares.length; i++) {
            all[i] = java.util.Arrays.copyOf(squares[i], squares[i].length + 1);
            all[i][squares[i].length] = more[i];
        }
        return all;
    }
}

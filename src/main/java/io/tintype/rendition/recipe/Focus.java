package io.tintype.rendition.recipe;

/**
 * The part of the picture that {@link Fit#COVER} keeps.
 *
 * @param x of {@link Kind#POINT}, in hundredths of the upright picture's width from the left, 0 to 100
 * @param y of {@link Kind#POINT}, in hundredths of the upright picture's height from the top, 0 to 100
 */
public record Focus(Kind kind, int x, int y) {

    public static final int MAX = 100;
    public static final Focus CENTER = new Focus(Kind.CENTER, MAX / 2, MAX / 2);
    public static final Focus ATTENTION = new Focus(Kind.ATTENTION, MAX / 2, MAX / 2);

    /** How the part is chosen. */
    public enum Kind {
        /** The middle. */
        CENTER,
        /** What probably draws attention: edges, saturated colours and skin tones. */
        ATTENTION,
        /** A point, which is as near to the middle of the rendition as the edges of the picture allow. */
        POINT
    }

    /** Returns the focus on a point. Its middle is {@link #CENTER}, so that each crop has one name. */
    public static Focus point(int x, int y) {
        return x == CENTER.x && y == CENTER.y ? CENTER : new Focus(Kind.POINT, x, y);
    }

    /** Returns the canonical text, for example {@code attention} or {@code at30-70}. */
    String text() {
        return switch (kind) {
            case CENTER -> "center";
            case ATTENTION -> "attention";
            case POINT -> "at" + x + "-" + y;
        };
    }
}

package io.tintype.rendition.recipe;

/** How the picture is fitted into the width and height of a recipe, as CSS's {@code object-fit} defines it. */
public enum Fit {
    /** The whole picture fits into the box. It is never enlarged, so that the rendition may be smaller than the box. */
    CONTAIN,
    /** The picture covers the whole box and is cropped to it. A smaller picture is enlarged. */
    COVER
}

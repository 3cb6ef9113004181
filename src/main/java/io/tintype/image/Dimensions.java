package io.tintype.image;

/** Width and height as a header claims them: not checked, for one place checks those of every format. */
record Dimensions(long width, long height) {}

package io.tintype.rendition;

/**
 * A size of renditions that has a name.
 *
 * @param name 1 to 32 of {@code a-z 0-9 -}
 * @param size pixels of the square that its renditions fit, 1 to 4096
 */
public record Preset(String name, int size) {}

package io.tintype.storage;

/**
 * Names a rendition among those of its image, by what it is: a preset's name may come to mean another size, and must
 * never bring back the old one.
 *
 * @param size pixels of the square that the rendition fits, at least 1
 */
public record RenditionName(int size, RenditionFormat format) {

    /** As a file's name, for example {@code 320.webp}. */
    public String text() {
        return size + "." + format.extension();
    }
}

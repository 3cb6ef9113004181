/**
 * The disk store: images in a folder of one machine. Here belongs what knows of files, and nothing else; the port is
 * {@link io.tintype.storage.ImageStore}.
 *
 * <p>Needs read and write permission on the folder, on a file system of its own kind throughout: images are renamed
 * inside it, never copied.
 */
package io.tintype.storage.disk;

/**
 * The disk store: images in a folder of one machine. This package has all code that depends on files, and nothing else;
 * the port is {@link io.tintype.storage.ImageStore}.
 *
 * <p>Needs read and write permission on the folder. The whole folder must be on one file system, because the store
 * renames images inside it and never copies them.
 */
package io.tintype.storage.disk;

/**
 * The storage port: the operations that the use cases need, in terms of images, and the guarantees that every store
 * makes. HTTP and AWS types do not belong here; the adapters are in {@code s3} and {@code disk}.
 */
package io.tintype.storage;

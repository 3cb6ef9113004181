/**
 * The storage port: what the use cases ask of a store, in terms of images, and what every store promises. No HTTP and
 * no AWS here; the adapters are in {@code s3} and {@code disk}.
 */
package io.tintype.storage;

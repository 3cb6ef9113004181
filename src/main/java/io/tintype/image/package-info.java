/**
 * Images: formats, ids, limits and the operations on them. Contains no HTTP and no AWS.
 */
package io.tintype.image;

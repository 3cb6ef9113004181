/**
 * Responses with the bytes of images and renditions: their headers, preconditions, ranges, and the writer that sends
 * the bytes.
 */
package io.tintype.http.download;

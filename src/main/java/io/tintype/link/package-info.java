/**
 * Links: URLs that open one image without a bearer token, until they expire. Contains the token of a link, its keys, and
 * the generations by which a library's links are revoked. Contains no HTTP and no AWS.
 */
package io.tintype.link;

/** Static files: the gallery with its security headers and its sign-in in dev mode, and the published contract. */
package io.tintype.http.gallery;

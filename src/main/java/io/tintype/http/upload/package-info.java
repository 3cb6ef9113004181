/** The body of an upload: the permit that it needs, its multipart form, and the spooled file. */
package io.tintype.http.upload;

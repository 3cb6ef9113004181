/** Tintype: an image service in front of an S3 bucket. CONTRIBUTING.md describes the packages. */
package io.tintype;

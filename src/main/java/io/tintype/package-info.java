/** Tintype: an image service in front of an S3 bucket. The rooms are the packages below. */
package io.tintype;

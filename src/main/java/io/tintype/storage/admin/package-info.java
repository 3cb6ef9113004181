/**
 * The port of the audit and of the import: what a store contains object by object, and the bucket of the old service.
 * Requests use {@link io.tintype.storage.ImageStore} instead.
 */
package io.tintype.storage.admin;

/**
 * Checks whether the images and the catalog of a store are consistent, and repairs the catalog if they are not. This
 * package specifies which objects belong together; {@link io.tintype.storage.admin.StoreAdmin} knows where they are
 * stored.
 */
package io.tintype.audit;

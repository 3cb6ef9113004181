/**
 * Whether a store's images and its catalog fit together, and mending it where they do not. It knows what belongs
 * together, and {@link io.tintype.storage.admin.StoreAdmin} knows where it is kept.
 */
package io.tintype.audit;

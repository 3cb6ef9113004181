/**
 * The worker: a process of its own, without an environment, that decodes images and makes renditions of them behind
 * walls. Knows nothing of stores, tokens or HTTP, and logs nothing; it reports to the service by {@link
 * io.tintype.rendition.worker.WorkerProtocol}.
 */
package io.tintype.rendition.worker;

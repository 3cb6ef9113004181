/**
 * The worker: a separate process, without the service's environment variables, that decodes images and makes renditions of them under
 * the restrictions of {@link io.tintype.rendition.worker.Walls}. Does not depend on stores, tokens or HTTP, and does
 * not log; it reports to the service through {@link io.tintype.rendition.worker.WorkerProtocol}.
 */
package io.tintype.rendition.worker;

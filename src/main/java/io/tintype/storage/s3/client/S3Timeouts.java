package io.tintype.storage.s3.client;

import java.time.Duration;

/**
 * How long S3 is waited for, and by how many connections.
 *
 * @param connect for a new connection
 * @param acquire for a connection, where none is free
 * @param silence for the next bytes
 * @param idle after which a connection without a request is closed
 * @param connections at most, for each event loop
 */
record S3Timeouts(Duration connect, Duration acquire, Duration silence, Duration idle, int connections) {}

/**
 * Durable jobs: due times are rows in PostgreSQL that a worker claims, leases and completes; loops
 * and wake-ups change nothing but latency.
 */
@NullMarked
package io.tidemark.jobs;

import org.jspecify.annotations.NullMarked;

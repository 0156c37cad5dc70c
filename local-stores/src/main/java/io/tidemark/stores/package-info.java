/**
 * Real PostgreSQL and Redis servers for tests, the demo and single machines.
 *
 * <p>These are the servers of production, never in-memory imitations.
 */
@NullMarked
package io.tidemark.stores;

import org.jspecify.annotations.NullMarked;

/**
 * Real PostgreSQL and Redis servers for tests, for the demo and for a single machine without any.
 *
 * <p>Never an in-memory imitation: what passes here met the servers that production has.
 */
@NullMarked
package io.tidemark.stores;

import org.jspecify.annotations.NullMarked;

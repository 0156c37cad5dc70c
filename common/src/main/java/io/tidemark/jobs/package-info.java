/**
 * Durable due times: rows in PostgreSQL that are claimed, leased, completed; alarms only wake for
 * them.
 */
@NullMarked
package io.tidemark.jobs;

import org.jspecify.annotations.NullMarked;

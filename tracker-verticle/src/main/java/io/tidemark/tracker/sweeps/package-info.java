/** Cycles over the accounts of DAOs: whose turn it is, what was read, what went wrong. */
@NullMarked
package io.tidemark.tracker.sweeps;

import org.jspecify.annotations.NullMarked;

/** DAOs, whose accounts are swept, and their tweets. */
@NullMarked
package io.tidemark.tracker.daos;

import org.jspecify.annotations.NullMarked;

/** The job of a sync, and its steps. */
@NullMarked
package io.tidemark.profiles.sync;

import org.jspecify.annotations.NullMarked;

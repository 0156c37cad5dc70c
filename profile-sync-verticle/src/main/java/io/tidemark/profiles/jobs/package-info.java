/** The rows of syncs and their steps. */
@NullMarked
package io.tidemark.profiles.jobs;

import org.jspecify.annotations.NullMarked;

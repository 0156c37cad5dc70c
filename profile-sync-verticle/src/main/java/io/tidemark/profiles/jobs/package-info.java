/** Syncs and their steps as rows. */
@NullMarked
package io.tidemark.profiles.jobs;

import org.jspecify.annotations.NullMarked;

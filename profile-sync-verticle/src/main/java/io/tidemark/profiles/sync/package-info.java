/** What a sync does, step by step. */
@NullMarked
package io.tidemark.profiles.sync;

import org.jspecify.annotations.NullMarked;

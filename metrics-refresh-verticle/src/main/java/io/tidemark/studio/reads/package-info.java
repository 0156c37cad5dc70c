/** Queries over posts and snapshots; nothing here writes. */
@NullMarked
package io.tidemark.studio.reads;

import org.jspecify.annotations.NullMarked;

/** Published posts and their snapshots. */
@NullMarked
package io.tidemark.studio.posts;

import org.jspecify.annotations.NullMarked;

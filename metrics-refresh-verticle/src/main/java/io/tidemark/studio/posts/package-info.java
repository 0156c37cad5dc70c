/** Published posts and the readings of them. */
@NullMarked
package io.tidemark.studio.posts;

import org.jspecify.annotations.NullMarked;

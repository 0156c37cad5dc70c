/** How the posts of a workspace grow, and which of them a run asks about because of that. */
@NullMarked
package io.tidemark.studio.growth;

import org.jspecify.annotations.NullMarked;

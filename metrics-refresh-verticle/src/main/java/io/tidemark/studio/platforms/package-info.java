/** What a run asks of a platform, whichever it is. */
@NullMarked
package io.tidemark.studio.platforms;

import org.jspecify.annotations.NullMarked;

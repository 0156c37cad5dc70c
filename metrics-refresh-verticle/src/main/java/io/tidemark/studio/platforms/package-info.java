/** The interface between runs and the adapters of platforms. */
@NullMarked
package io.tidemark.studio.platforms;

import org.jspecify.annotations.NullMarked;

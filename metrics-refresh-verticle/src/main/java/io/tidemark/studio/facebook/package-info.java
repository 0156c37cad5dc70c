/** Posts of Facebook pages: their own counters, and the insights that still exist. */
@NullMarked
package io.tidemark.studio.facebook;

import org.jspecify.annotations.NullMarked;

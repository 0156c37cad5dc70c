/**
 * The growth of a post's counters with its age, as pure functions derived from recorded cascades.
 */
@NullMarked
package io.tidemark.simulator.growth;

import org.jspecify.annotations.NullMarked;

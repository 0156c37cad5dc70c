/** The endpoints of the X API v2, in its old and its new spelling. */
@NullMarked
package io.tidemark.simulator.x;

import org.jspecify.annotations.NullMarked;

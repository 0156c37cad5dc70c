/** Where time comes from: the system's clock, a faster one for demonstrations, a settable one. */
@NullMarked
package io.tidemark.clock;

import org.jspecify.annotations.NullMarked;

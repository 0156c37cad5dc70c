/** What goes wrong at night, done on purpose, and what must be true afterwards. */
@NullMarked
package io.tidemark.faults;

import org.jspecify.annotations.NullMarked;

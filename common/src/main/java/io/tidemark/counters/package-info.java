/** Numbers that others count: how they are read, and what could not be read. */
@NullMarked
package io.tidemark.counters;

import org.jspecify.annotations.NullMarked;

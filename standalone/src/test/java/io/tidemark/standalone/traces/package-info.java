/** What is told to a collector of traces. */
@NullMarked
package io.tidemark.standalone.traces;

import org.jspecify.annotations.NullMarked;

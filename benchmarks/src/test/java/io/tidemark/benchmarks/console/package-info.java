/** The cost of event listeners during polls. */
@NullMarked
package io.tidemark.benchmarks.console;

import org.jspecify.annotations.NullMarked;

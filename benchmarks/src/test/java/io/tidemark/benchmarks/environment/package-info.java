/** The environment of contestants: our application context, and plain database access. */
@NullMarked
package io.tidemark.benchmarks.environment;

import org.jspecify.annotations.NullMarked;

/** The cost of tracking in calls. */
@NullMarked
package io.tidemark.benchmarks.calls;

import org.jspecify.annotations.NullMarked;

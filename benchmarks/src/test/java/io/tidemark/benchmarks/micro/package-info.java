/** Microbenchmarks of pure hot spots under JMH. */
@NullMarked
package io.tidemark.benchmarks.micro;

import org.jspecify.annotations.NullMarked;

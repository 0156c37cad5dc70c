/** How any platform is called: pause, budget, breaker, timeout, classification, retry. */
@NullMarked
package io.tidemark.upstream;

import org.jspecify.annotations.NullMarked;

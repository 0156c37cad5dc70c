/** One way to call a platform: breaker, client with timeout, classification, retry. */
@NullMarked
package io.tidemark.upstream;

import org.jspecify.annotations.NullMarked;

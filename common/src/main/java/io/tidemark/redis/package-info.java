/** The connection to Redis, which everything here can live without for a while. */
@NullMarked
package io.tidemark.redis;

import org.jspecify.annotations.NullMarked;

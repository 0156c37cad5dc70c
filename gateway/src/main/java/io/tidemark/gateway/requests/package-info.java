/** Reads the parameters and bodies of requests. */
@NullMarked
package io.tidemark.gateway.requests;

import org.jspecify.annotations.NullMarked;

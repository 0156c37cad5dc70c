/** Errors as RFC 9457 problem documents. */
@NullMarked
package io.tidemark.gateway.problems;

import org.jspecify.annotations.NullMarked;

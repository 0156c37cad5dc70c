/** What a budget for polls buys. */
@NullMarked
package io.tidemark.gateway.plan;

import org.jspecify.annotations.NullMarked;

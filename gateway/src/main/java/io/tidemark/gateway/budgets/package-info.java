/** Budgets of credentials over HTTP. */
@NullMarked
package io.tidemark.gateway.budgets;

import org.jspecify.annotations.NullMarked;

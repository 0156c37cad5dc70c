/** What may be spent and what has been. */
@NullMarked
package io.tidemark.gateway.budgets;

import org.jspecify.annotations.NullMarked;

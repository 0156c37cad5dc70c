/** What the commands {@code learn} and {@code backtest} read and show. */
@NullMarked
package io.tidemark.standalone.economy;

import org.jspecify.annotations.NullMarked;

/** What polling by a price costs and misses, told from a model of growth before it is done. */
@NullMarked
package io.tidemark.forecast.plan;

import org.jspecify.annotations.NullMarked;

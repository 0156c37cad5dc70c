/** How a paid model is called, and why one may give nothing. */
@NullMarked
package io.tidemark.profiles.models;

import org.jspecify.annotations.NullMarked;

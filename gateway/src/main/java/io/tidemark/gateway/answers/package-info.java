/** The JSON bodies of answers. */
@NullMarked
package io.tidemark.gateway.answers;

import org.jspecify.annotations.NullMarked;

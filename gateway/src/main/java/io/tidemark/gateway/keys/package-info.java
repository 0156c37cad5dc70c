/** Keys for machines, managed over HTTP. */
@NullMarked
package io.tidemark.gateway.keys;

import org.jspecify.annotations.NullMarked;

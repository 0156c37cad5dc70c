/** LinkedIn authors: managed, synchronised, followed. */
@NullMarked
package io.tidemark.gateway.profiles;

import org.jspecify.annotations.NullMarked;

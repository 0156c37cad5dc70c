/** Which processes live: seen at once by the others, so that their leases need not run out. */
@NullMarked
package io.tidemark.liveness;

import org.jspecify.annotations.NullMarked;

/** Management of zones and rules. */
@NullMarked
package io.tidemark.gateway.zones;

import org.jspecify.annotations.NullMarked;

/** DAOs and the sweeps over them. */
@NullMarked
package io.tidemark.gateway.daos;

import org.jspecify.annotations.NullMarked;

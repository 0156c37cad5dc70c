/** Regular jobs, as an operator sees, disables and enables them. */
@NullMarked
package io.tidemark.gateway.jobs;

import org.jspecify.annotations.NullMarked;

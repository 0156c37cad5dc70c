/** What was changed over HTTP, by whom, and what it was before. */
@NullMarked
package io.tidemark.gateway.changes;

import org.jspecify.annotations.NullMarked;

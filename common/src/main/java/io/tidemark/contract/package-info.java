/** What crosses the event bus: typed addresses, message records, one codec. */
@NullMarked
package io.tidemark.contract;

import org.jspecify.annotations.NullMarked;

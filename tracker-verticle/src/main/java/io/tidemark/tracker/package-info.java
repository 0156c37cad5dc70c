/** The tracker: what a process that knows tweets deploys. */
@NullMarked
package io.tidemark.tracker;

import org.jspecify.annotations.NullMarked;

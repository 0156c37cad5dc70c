/** What an operator sees of a running process: health, metrics, logs. */
@NullMarked
package io.tidemark.telemetry;

import org.jspecify.annotations.NullMarked;

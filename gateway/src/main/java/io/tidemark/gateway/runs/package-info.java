/** Runs of every kind over HTTP: started, waited for, read and listed in one way. */
@NullMarked
package io.tidemark.gateway.runs;

import org.jspecify.annotations.NullMarked;

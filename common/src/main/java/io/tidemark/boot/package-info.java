/** The start of a process: what every verticle finds when it is deployed. */
@NullMarked
package io.tidemark.boot;

import org.jspecify.annotations.NullMarked;

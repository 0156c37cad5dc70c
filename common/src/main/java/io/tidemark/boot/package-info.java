/** How a process gets up: what every verticle finds when it is deployed. */
@NullMarked
package io.tidemark.boot;

import org.jspecify.annotations.NullMarked;

/** One process: its roles, the verticles it deploys, its signals. */
@NullMarked
package io.tidemark.standalone.process;

import org.jspecify.annotations.NullMarked;

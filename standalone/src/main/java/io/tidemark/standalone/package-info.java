/** All verticles in one process, and the command line of Tidemark. */
@NullMarked
package io.tidemark.standalone;

import org.jspecify.annotations.NullMarked;

/** The demo: real servers, simulated platforms, a faster clock. */
@NullMarked
package io.tidemark.standalone.demo;

import org.jspecify.annotations.NullMarked;

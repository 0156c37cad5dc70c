/** Who may do what: keys compared in constant time. */
@NullMarked
package io.tidemark.access;

import org.jspecify.annotations.NullMarked;

/** How posts begin: the types, and two ways to tell which one a hook is of. */
@NullMarked
package io.tidemark.profiles.hooks;

import org.jspecify.annotations.NullMarked;

/** What kind of opening a post has. */
@NullMarked
package io.tidemark.profiles.hooks;

import org.jspecify.annotations.NullMarked;

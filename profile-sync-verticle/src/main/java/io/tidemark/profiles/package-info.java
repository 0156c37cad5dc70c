/** LinkedIn authors: profiles, their posts, and the style in which they write. */
@NullMarked
package io.tidemark.profiles;

import org.jspecify.annotations.NullMarked;

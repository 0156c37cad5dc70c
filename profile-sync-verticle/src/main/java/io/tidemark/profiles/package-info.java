/** LinkedIn authors: profiles, their posts, and what is known of how they write. */
@NullMarked
package io.tidemark.profiles;

import org.jspecify.annotations.NullMarked;

/** Posts of authors: known by one form of their url, with what they still need. */
@NullMarked
package io.tidemark.profiles.posts;

import org.jspecify.annotations.NullMarked;

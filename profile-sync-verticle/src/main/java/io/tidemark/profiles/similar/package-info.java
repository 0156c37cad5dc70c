/** Vectors in the database, and the posts that are near to one. */
@NullMarked
package io.tidemark.profiles.similar;

import org.jspecify.annotations.NullMarked;

/** Reads the documents of the repository, so that tests can hold what they say. */
@NullMarked
package io.tidemark.documents;

import org.jspecify.annotations.NullMarked;

/** What an upstream lets us, or the owner wants us to, spend with one credential. */
@NullMarked
package io.tidemark.budget;

import org.jspecify.annotations.NullMarked;

/** Profiles and the state of their scraping. */
@NullMarked
package io.tidemark.profiles.authors;

import org.jspecify.annotations.NullMarked;

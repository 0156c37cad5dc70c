/** Profiles and how their scraping stands. */
@NullMarked
package io.tidemark.profiles.authors;

import org.jspecify.annotations.NullMarked;

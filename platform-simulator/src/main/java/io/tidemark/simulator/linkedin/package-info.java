/** The RapidAPI scraper of LinkedIn profiles, over a world of invented authors and posts. */
@NullMarked
package io.tidemark.simulator.linkedin;

import org.jspecify.annotations.NullMarked;

/** The RapidAPI scraper of LinkedIn profiles, over generated authors and posts. */
@NullMarked
package io.tidemark.simulator.linkedin;

import org.jspecify.annotations.NullMarked;

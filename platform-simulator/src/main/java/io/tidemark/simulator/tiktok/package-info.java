/** TikTok: the Display API, the Research API, and the tokens of both. */
@NullMarked
package io.tidemark.simulator.tiktok;

import org.jspecify.annotations.NullMarked;

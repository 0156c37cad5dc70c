/** TikTok: the Display API, the Research query, and the tokens for both. */
@NullMarked
package io.tidemark.simulator.tiktok;

import org.jspecify.annotations.NullMarked;

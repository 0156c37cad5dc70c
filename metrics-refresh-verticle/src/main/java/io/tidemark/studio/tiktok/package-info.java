/** TikTok: the Display API for accounts, their rotating tokens, and the Research API. */
@NullMarked
package io.tidemark.studio.tiktok;

import org.jspecify.annotations.NullMarked;

/** Studio accounts, their tokens and their posts on Instagram, Facebook and TikTok. */
@NullMarked
package io.tidemark.simulator.studio;

import org.jspecify.annotations.NullMarked;

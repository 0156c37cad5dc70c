/** twitterapi.io: its tweets and its answers. */
@NullMarked
package io.tidemark.tracker.twitterapi;

import org.jspecify.annotations.NullMarked;

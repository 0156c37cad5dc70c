/** The endpoints of twitterapi.io. */
@NullMarked
package io.tidemark.simulator.twitterapi;

import org.jspecify.annotations.NullMarked;

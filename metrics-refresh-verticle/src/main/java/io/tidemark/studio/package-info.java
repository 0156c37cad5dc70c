/** The metrics refresh as a whole: what a process deploys, and what its sources are made of. */
@NullMarked
package io.tidemark.studio;

import org.jspecify.annotations.NullMarked;

/** LinkedIn as a third party scrapes it. */
@NullMarked
package io.tidemark.profiles.linkedin;

import org.jspecify.annotations.NullMarked;

/** LinkedIn through a third party that scrapes it. */
@NullMarked
package io.tidemark.profiles.linkedin;

import org.jspecify.annotations.NullMarked;

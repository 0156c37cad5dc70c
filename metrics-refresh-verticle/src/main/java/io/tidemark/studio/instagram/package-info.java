/** Instagram: insights of media, and tokens valid for sixty days. */
@NullMarked
package io.tidemark.studio.instagram;

import org.jspecify.annotations.NullMarked;

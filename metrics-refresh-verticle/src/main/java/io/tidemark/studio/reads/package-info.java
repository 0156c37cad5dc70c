/** What is read of posts and readings; nothing here writes. */
@NullMarked
package io.tidemark.studio.reads;

import org.jspecify.annotations.NullMarked;

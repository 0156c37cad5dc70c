/** Posts of authors, identified by their canonical url, and the queues of posts to process. */
@NullMarked
package io.tidemark.profiles.posts;

import org.jspecify.annotations.NullMarked;

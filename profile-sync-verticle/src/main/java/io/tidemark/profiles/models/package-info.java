/** What models are asked with and fail with. */
@NullMarked
package io.tidemark.profiles.models;

import org.jspecify.annotations.NullMarked;

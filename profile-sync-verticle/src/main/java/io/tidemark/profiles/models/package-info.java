/** Calls paid models, and describes why one is unavailable. */
@NullMarked
package io.tidemark.profiles.models;

import org.jspecify.annotations.NullMarked;

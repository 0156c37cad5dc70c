/** What an operator can set: one tree of records, read from a file and the environment. */
@NullMarked
package io.tidemark.settings;

import org.jspecify.annotations.NullMarked;

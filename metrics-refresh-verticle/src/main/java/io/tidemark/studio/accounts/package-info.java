/** Workspaces, the accounts connected in them, and how their tokens are sealed. */
@NullMarked
package io.tidemark.studio.accounts;

import org.jspecify.annotations.NullMarked;

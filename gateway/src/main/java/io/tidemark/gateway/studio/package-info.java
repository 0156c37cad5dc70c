/** The studio over HTTP: workspaces, accounts, posts, runs and reads. */
@NullMarked
package io.tidemark.gateway.studio;

import org.jspecify.annotations.NullMarked;

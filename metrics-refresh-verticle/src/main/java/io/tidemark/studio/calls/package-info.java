/** What the adapters of all platforms share: upstreams by account, outcomes, secrets. */
@NullMarked
package io.tidemark.studio.calls;

import org.jspecify.annotations.NullMarked;

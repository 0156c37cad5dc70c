/** What {@code k8s/} says, as a cluster would read it. */
@NullMarked
package io.tidemark.standalone.kubernetes;

import org.jspecify.annotations.NullMarked;

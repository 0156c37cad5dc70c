/** The fault suite: injects faults into real processes and checks invariants afterwards. */
@NullMarked
package io.tidemark.faults;

import org.jspecify.annotations.NullMarked;

/**
 * PostgreSQL and Redis as seen before they are used: reachable, and with a certificate we trust.
 */
@NullMarked
package io.tidemark.servers;

import org.jspecify.annotations.NullMarked;

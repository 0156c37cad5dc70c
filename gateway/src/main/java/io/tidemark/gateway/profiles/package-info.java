/** Management and synchronisation of LinkedIn authors over HTTP. */
@NullMarked
package io.tidemark.gateway.profiles;

import org.jspecify.annotations.NullMarked;

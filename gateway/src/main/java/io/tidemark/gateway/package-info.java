/** The HTTP interface: routes built from openapi.yaml, and the console. */
@NullMarked
package io.tidemark.gateway;

import org.jspecify.annotations.NullMarked;

/** The connection to PostgreSQL: pool, migrations, what its errors mean. */
@NullMarked
package io.tidemark.postgres;

import org.jspecify.annotations.NullMarked;

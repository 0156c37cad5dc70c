package io.tidemark.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** Connections for migrations, protected with what the pools are protected with. */
final class JdbcSource extends PGSimpleDataSource {

  private static final long serialVersionUID = 1L;

  private final transient JdbcTls.@Nullable Given tls;

  /**
   * @param context null without TLS
   * @param withHostname whether the certificate must be of the host that was asked for
   */
  JdbcSource(@Nullable SSLContext context, boolean withHostname) {
    this.tls = context == null ? null : new JdbcTls.Given(context, withHostname);
  }

  @Override
  public Connection getConnection() throws SQLException {
    return getConnection(getUser(), getPassword());
  }

  @Override
  public Connection getConnection(@Nullable String user, @Nullable String password)
      throws SQLException {
    if (tls == null) {
      return super.getConnection(user, password);
    }
    JdbcTls.GIVEN.set(tls);
    try {
      return super.getConnection(user, password);
    } finally {
      JdbcTls.GIVEN.remove();
    }
  }
}

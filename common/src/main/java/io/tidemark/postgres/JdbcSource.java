package io.tidemark.postgres;

import java.io.IOException;
import java.net.Socket;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.ssl.WrappedFactory;

/** Connections for migrations, protected with what the pools are protected with. */
public final class JdbcSource extends PGSimpleDataSource {

  private static final long serialVersionUID = 1L;

  private final transient Tls.@Nullable Given tls;

  /**
   * @param context null without TLS
   * @param withHostname whether the certificate must be of the host that was asked for
   */
  JdbcSource(@Nullable SSLContext context, boolean withHostname) {
    this.tls = context == null ? null : new Tls.Given(context, withHostname);
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
    Tls.GIVEN.set(tls);
    try {
      return super.getConnection(user, password);
    } finally {
      Tls.GIVEN.remove();
    }
  }

  /**
   * What the JDBC driver makes TLS with; it names the class, the connecting thread has the rest.
   */
  public static final class Tls extends WrappedFactory {

    /**
     * @param withHostname whether the certificate must be of the host that was asked for
     */
    record Given(SSLContext context, boolean withHostname) {}

    /** Of the thread that opens a connection at the moment. */
    static final ThreadLocal<Given> GIVEN = new ThreadLocal<>();

    private final boolean withHostname;

    /** Called by the driver. */
    public Tls(Properties ignored) {
      Given given = GIVEN.get();
      if (given == null) {
        throw new IllegalStateException("connections with TLS are opened by JdbcSource");
      }
      this.factory = given.context().getSocketFactory();
      this.withHostname = given.withHostname();
    }

    @Override
    public Socket createSocket(Socket plain, String host, int port, boolean autoClose)
        throws IOException {
      Socket socket = super.createSocket(plain, host, port, autoClose);
      if (withHostname && socket instanceof SSLSocket tls) {
        var parameters = tls.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        tls.setSSLParameters(parameters);
      }
      return socket;
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException, UnknownHostException {
      throw new IOException("PostgreSQL begins without TLS");
    }
  }
}

package io.tidemark.postgres;

import java.io.IOException;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.postgresql.ssl.WrappedFactory;

/** What the JDBC driver makes TLS with; it names the class, the connecting thread has the rest. */
public final class JdbcTls extends WrappedFactory {

  /**
   * @param withHostname whether the certificate must be of the host that was asked for
   */
  record Given(SSLContext context, boolean withHostname) {}

  /** Of the thread that opens a connection at the moment. */
  static final ThreadLocal<Given> GIVEN = new ThreadLocal<>();

  private final boolean withHostname;

  /** Called by the driver. */
  public JdbcTls(Properties ignored) {
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

package io.tidemark.postgres;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.tidemark.settings.BadSetting;
import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A URL of PostgreSQL with its parameters, read as libpq reads them. The driver of the pools and
 * that of the migrations both get its TLS parameters, so that both connections are equally secure.
 *
 * <p>Source: PostgreSQL documentation, 32.1.2 "Parameter Key Words" and 32.19 "SSL Support".
 */
final class PostgresUrl {

  /** Stands for the certificates that the runtime trusts, as in libpq 16. */
  private static final String SYSTEM = "system";

  /** They speak to the client and have no effect here; the server would refuse them. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "connect_timeout",
          "fallback_application_name",
          "gssencmode",
          "keepalives",
          "keepalives_count",
          "keepalives_idle",
          "keepalives_interval",
          "load_balance_hosts",
          "sslcompression",
          "sslsni",
          "tcp_user_timeout");

  /** What would protect a connection more than it can be protected here. */
  private static final Set<String> CANNOT_BE_KEPT =
      Set.of(
          "gsslib",
          "krbsrvname",
          "require_auth",
          "requirepeer",
          "requiressl",
          "service",
          "passfile",
          "ssl_max_protocol_version",
          "ssl_min_protocol_version",
          "sslcertmode",
          "sslcrl",
          "sslcrldir",
          "sslpassword");

  private final PgConnectOptions options;
  private final Map<String, String> session;
  private final SslMode mode;
  private final @Nullable String roots;
  private final @Nullable String certificate;
  private final @Nullable String key;

  private PostgresUrl(URI url) {
    Map<String, String> parameters = parameters(url);
    try {
      options = PgConnectOptions.fromUri(withoutParameters(url));
    } catch (IllegalArgumentException unreadable) { // its message repeats the password
      throw new BadSetting("The URL of PostgreSQL cannot be read.");
    }
    place(parameters);
    roots = parameters.remove("sslrootcert");
    certificate = parameters.remove("sslcert");
    key = parameters.remove("sslkey");
    mode = mode(parameters.remove("sslmode"));
    check();
    oneOf(parameters, "channel_binding", "disable", "prefer");
    oneOf(parameters, "sslnegotiation", "postgres");
    oneOf(parameters, "target_session_attrs", "any", "read-write", "primary");
    parameters.keySet().removeAll(WITHOUT_EFFECT);
    Set<String> refused = new TreeSet<>(parameters.keySet());
    refused.retainAll(CANNOT_BE_KEPT);
    if (!refused.isEmpty()) {
      throw new BadSetting(
          "%s in the URL of PostgreSQL is not supported.".formatted(String.join(", ", refused)));
    }
    session = parameters;
  }

  /**
   * @throws BadSetting when a parameter cannot be kept to; the message never repeats the URL
   */
  static PostgresUrl of(URI url) {
    return new PostgresUrl(url);
  }

  /** Whether a server without TLS is refused. */
  boolean needsTls() {
    return switch (mode) {
      case DISABLE, ALLOW, PREFER -> false;
      case REQUIRE, VERIFY_CA, VERIFY_FULL -> true;
    };
  }

  /** For the pools and sessions. */
  PgConnectOptions driver() {
    Map<String, String> properties = new HashMap<>(options.getProperties());
    properties.putAll(session);
    var driver = new PgConnectOptions(options).setProperties(properties).setSslMode(mode);
    return mode == SslMode.DISABLE ? driver : driver.setSslOptions(tls());
  }

  private ClientSSLOptions tls() {
    var tls = new ClientSSLOptions();
    switch (mode) {
      case VERIFY_CA -> tls.setTrustOptions(trust()).setHostnameVerificationAlgorithm("");
      case VERIFY_FULL -> tls.setTrustOptions(trust()).setHostnameVerificationAlgorithm("HTTPS");
      default -> tls.setTrustAll(true).setHostnameVerificationAlgorithm("");
    }
    if (certificate != null) {
      tls.setKeyCertOptions(
          new PemKeyCertOptions().addCertPath(certificate).addKeyPath(String.valueOf(key)));
    }
    return tls;
  }

  private TrustOptions trust() {
    return roots == null || roots.equals(SYSTEM)
        ? TrustOptions.wrap(ofTheRuntime())
        : new PemTrustOptions().addCertPath(roots);
  }

  private static TrustManager ofTheRuntime() {
    try {
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      return factory.getTrustManagers()[0];
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the runtime has no certificates that it trusts", e);
    }
  }

  /**
   * For the migrations. Blocks while it reads certificates.
   *
   * @throws BadSetting when a certificate or a key cannot be read
   */
  JdbcSource jdbc(Vertx vertx) {
    var source = new JdbcSource(context(vertx), mode == SslMode.VERIFY_FULL);
    String host = options.getHost();
    source.setServerNames(new String[] {host.contains(":") ? "[" + host + "]" : host});
    source.setPortNumbers(new int[] {options.getPort()});
    source.setDatabaseName(options.getDatabase());
    source.setUser(options.getUser());
    source.setPassword(options.getPassword());
    source.setConnectTimeout(5);
    source.setTcpKeepAlive(true);
    source.setSslMode(mode.value);
    if (mode != SslMode.DISABLE) {
      source.setSslfactory(JdbcSource.Tls.class.getName());
    }
    source.setApplicationName(session.getOrDefault("application_name", "tidemark-migration"));
    source.setOptions(
        session.entrySet().stream()
            .filter(entry -> !entry.getKey().equals("application_name"))
            .map(
                entry ->
                    entry.getKey().equals("options")
                        ? entry.getValue()
                        : "-c " + entry.getKey() + "=" + escaped(entry.getValue()))
            .collect(Collectors.joining(" ")));
    return source;
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace(" ", "\\ ");
  }

  /** What both drivers hold to, or null without TLS. */
  private @Nullable SSLContext context(Vertx vertx) {
    if (mode == SslMode.DISABLE) {
      return null;
    }
    ClientSSLOptions tls = tls();
    try {
      KeyManager[] keys =
          tls.getKeyCertOptions() == null
              ? new KeyManager[0]
              : tls.getKeyCertOptions().getKeyManagerFactory(vertx).getKeyManagers();
      TrustManager[] trusted =
          tls.getTrustOptions() == null
              // For modes that protect against listeners only; the same as in libpq.
              ? InsecureTrustManagerFactory.INSTANCE.getTrustManagers()
              : tls.getTrustOptions().getTrustManagerFactory(vertx).getTrustManagers();
      var context = SSLContext.getInstance("TLS");
      context.init(keys, trusted, null);
      return context;
    } catch (Exception e) {
      throw new BadSetting(
          "A certificate or a key that the URL of PostgreSQL names cannot be used: %s. They must be"
                  .formatted(e.getMessage())
              + " PEM files, the key without a passphrase.");
    }
  }

  private SslMode mode(@Nullable String given) {
    if (given == null) {
      return SslMode.DISABLE;
    }
    SslMode asked =
        Arrays.stream(SslMode.values())
            .filter(mode -> mode.value.equals(given))
            .findFirst()
            .orElseThrow(
                () ->
                    new BadSetting(
                        "sslmode in the URL of PostgreSQL must be one of %s, not \"%s\"."
                            .formatted(
                                Arrays.stream(SslMode.values())
                                    .map(mode -> mode.value)
                                    .collect(Collectors.joining(", ")),
                                given)));
    // As libpq does: who names a root wants it looked at.
    return asked == SslMode.REQUIRE && roots != null ? SslMode.VERIFY_CA : asked;
  }

  private void check() {
    if ((certificate == null) != (key == null)) {
      throw new BadSetting("sslcert and sslkey in the URL of PostgreSQL must be given together.");
    }
    if (mode == SslMode.DISABLE && (roots != null || certificate != null)) {
      throw new BadSetting(
          "sslrootcert, sslcert and sslkey in the URL of PostgreSQL have no meaning without an"
              + " sslmode that protects the connection, such as sslmode=verify-full.");
    }
    if (SYSTEM.equals(roots) && mode != SslMode.VERIFY_FULL) {
      throw new BadSetting(
          "sslrootcert=system in the URL of PostgreSQL needs sslmode=verify-full: anybody has a"
              + " certificate that the system trusts.");
    }
    if (mode == SslMode.VERIFY_CA && roots == null) {
      throw new BadSetting(
          "sslmode=verify-ca in the URL of PostgreSQL needs sslrootcert, the file of the"
              + " authorities to trust: anybody has a certificate that the system trusts. Name that"
              + " file, or say sslmode=verify-full.");
    }
    if (roots != null && !roots.equals(SYSTEM)) {
      readable("sslrootcert", roots);
    }
    if (certificate != null) {
      readable("sslcert", certificate);
      readable("sslkey", String.valueOf(key));
    }
  }

  private static void readable(String parameter, String file) {
    if (!Files.isReadable(Path.of(file)) || Files.isDirectory(Path.of(file))) {
      throw new BadSetting(
          "%s in the URL of PostgreSQL names %s, which cannot be read.".formatted(parameter, file));
    }
  }

  private static void oneOf(Map<String, String> parameters, String name, String... allowed) {
    String given = parameters.remove(name);
    if (given != null && !Set.of(allowed).contains(given)) {
      throw new BadSetting(
          "%s=%s in the URL of PostgreSQL cannot be kept to; leave it out, or say %s."
              .formatted(name, given, String.join(" or ", allowed)));
    }
  }

  /** Parameters that say what stands before the question mark as well. */
  private void place(Map<String, String> parameters) {
    take(parameters, "host", options::setHost);
    take(parameters, "hostaddr", options::setHost);
    take(parameters, "user", options::setUser);
    take(parameters, "password", options::setPassword);
    take(parameters, "dbname", options::setDatabase);
    try {
      take(parameters, "port", port -> options.setPort(Integer.parseInt(port)));
    } catch (IllegalArgumentException noPort) {
      throw new BadSetting("port in the URL of PostgreSQL is none.");
    }
  }

  private static void take(Map<String, String> parameters, String name, Consumer<String> use) {
    String given = parameters.remove(name);
    if (given != null) {
      use.accept(given);
    }
  }

  private static String withoutParameters(URI url) {
    String text = url.toString();
    int query = text.indexOf('?');
    return query < 0 ? text : text.substring(0, query);
  }

  private static Map<String, String> parameters(URI url) {
    String query = url.getRawQuery();
    Map<String, String> parameters = new TreeMap<>();
    for (String pair : query == null ? Collections.<String>emptyList() : pairs(query)) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw new BadSetting("A parameter of the URL of PostgreSQL has no name or no value.");
      }
      parameters.put(
          pair.substring(0, equals).toLowerCase(Locale.ROOT), decoded(pair.substring(equals + 1)));
    }
    return parameters;
  }

  private static List<String> pairs(String query) {
    return Arrays.stream(query.split("&")).filter(pair -> !pair.isEmpty()).toList();
  }

  /** A plus is a plus, as in libpq. */
  private static String decoded(String value) {
    return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}

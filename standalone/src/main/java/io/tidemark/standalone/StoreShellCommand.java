package io.tidemark.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import io.tidemark.settings.BadSetting;
import io.tidemark.settings.Settings;
import io.tidemark.stores.StoreAddresses;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import sun.misc.Signal;

/**
 * {@code tidemark psql} and {@code tidemark redis-cli}: the client of a store, connected to the
 * store that the settings name, or to the embedded one of a running process.
 */
@Command(
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "It is the store that the settings name; without them the embedded one of ./tidemark run in"
          + " this folder, or else of the ./tidemark demo or cluster that was started last."
    })
final class StoreShellCommand extends StartingCommand implements Described {

  enum Client {
    PSQL(
        "psql",
        "Opens psql on the database; arguments are psql's, as in psql -c 'select …'.",
        "PostgreSQL's client (postgresql-client in Debian and Ubuntu, libpq in Homebrew)",
        "PGPASSWORD",
        settings -> settings.postgres().map(Settings.Postgres::forSessions),
        StoreAddresses::postgres),
    REDIS_CLI(
        "redis-cli",
        "Opens redis-cli on the Redis; arguments are redis-cli's.",
        "Redis' client (redis-tools in Debian and Ubuntu, redis in Homebrew)",
        "REDISCLI_AUTH",
        settings -> settings.redis().map(Settings.Redis::url),
        StoreAddresses::redis);

    private final String word;
    private final String does;
    private final String contains;
    private final String password;
    private final Function<Settings, Optional<URI>> named;
    private final Function<StoreAddresses, String> embedded;

    Client(
        String word,
        String does,
        String contains,
        String password,
        Function<Settings, Optional<URI>> named,
        Function<StoreAddresses, String> embedded) {
      this.word = word;
      this.does = does;
      this.contains = contains;
      this.password = password;
      this.named = named;
      this.embedded = embedded;
    }

    String word() {
      return word;
    }
  }

  /**
   * Parameters of a URL that psql knows too; to Tidemark every other one is a setting of the
   * session.
   */
  private static final Set<String> OF_LIBPQ =
      Set.of(
          "application_name",
          "channel_binding",
          "client_encoding",
          "connect_timeout",
          "dbname",
          "fallback_application_name",
          "gssencmode",
          "host",
          "hostaddr",
          "keepalives",
          "keepalives_count",
          "keepalives_idle",
          "keepalives_interval",
          "load_balance_hosts",
          "options",
          "port",
          "sslcert",
          "sslcompression",
          "sslkey",
          "sslmode",
          "sslnegotiation",
          "sslrootcert",
          "sslsni",
          "target_session_attrs",
          "tcp_user_timeout",
          "user");

  private final Client client;

  @Parameters(paramLabel = "ARGUMENT", description = "Passed on.")
  private List<String> arguments = new ArrayList<>();

  StoreShellCommand(CommandContext context, Client client) {
    super(context);
    this.client = client;
  }

  @Override
  public String does() {
    return client.does;
  }

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = settings();
    URI url = url(client, settings);
    Optional<Path> authority = settings.redis().flatMap(Settings.Redis::caFile);
    var process = process(client, url, authority, arguments).inheritIO();
    // Ctrl-C ends a statement of the client and not the client.
    Signal.handle(new Signal("INT"), ignored -> {});
    try {
      return process.start().waitFor();
    } catch (IOException missing) {
      throw new BadSetting(
          "%s is not on the PATH: install %s, or use another client with %s"
              .formatted(client.word, client.contains, withoutPassword(client, url)),
          missing);
    }
  }

  /**
   * Other users see the arguments of a process, and not its environment, which has the password.
   *
   * @param authority the certificates that Redis' must be signed by
   */
  static ProcessBuilder process(
      Client client, URI url, Optional<Path> authority, List<String> arguments) {
    Login login = Login.of(client, url);
    List<String> command = new ArrayList<>(List.of(client.word));
    if (client == Client.REDIS_CLI) {
      // It would take a user without a password in the URL for a password.
      if (!login.user.isEmpty()) {
        command.addAll(List.of("--user", decoded(login.user)));
      }
      authority.ifPresent(file -> command.addAll(List.of("--cacert", file.toString())));
      command.add("-u");
    }
    command.add(withoutPassword(client, url));
    command.addAll(arguments);
    var process = new ProcessBuilder(command);
    login.password.ifPresent(
        password -> process.environment().put(client.password, decoded(password)));
    if (client == Client.PSQL) {
      parameters(url, name -> name.equals("password"))
          .forEach(pair -> process.environment().put(client.password, decoded(value(pair))));
      String session =
          parameters(url, name -> !name.equals("password") && !OF_LIBPQ.contains(name))
              .map(pair -> "-c " + name(pair) + "=" + decoded(value(pair)).replace(" ", "\\ "))
              .collect(joining(" "));
      if (!session.isEmpty()) {
        process.environment().put("PGOPTIONS", session);
      }
    }
    return process;
  }

  private static String withoutPassword(Client client, URI url) {
    String user = client == Client.PSQL ? Login.of(client, url).user : "";
    String authority = url.getRawAuthority();
    String server = authority.substring(authority.lastIndexOf('@') + 1);
    String path = url.getRawPath() == null ? "" : url.getRawPath();
    String query = parameters(url, OF_LIBPQ::contains).collect(joining("&"));
    return "%s://%s%s%s%s"
        .formatted(
            url.getScheme(),
            user.isEmpty() ? "" : user + "@",
            server,
            path,
            query.isEmpty() ? "" : "?" + query);
  }

  /** The parameters of a URL, as they are written there. */
  private static Stream<String> parameters(URI url, Predicate<String> names) {
    String query = url.getRawQuery() == null ? "" : url.getRawQuery();
    return Stream.of(query.split("&"))
        .filter(pair -> !pair.isEmpty())
        .filter(pair -> names.test(name(pair)));
  }

  private static String name(String pair) {
    return pair.split("=", 2)[0];
  }

  private static String value(String pair) {
    return pair.contains("=") ? pair.split("=", 2)[1] : "";
  }

  private static String decoded(String part) {
    return URLDecoder.decode(part.replace("+", "%2B"), UTF_8);
  }

  /**
   * As the URL has them, encoded. What has no colon is a user of PostgreSQL, a password of Redis.
   */
  private record Login(String user, Optional<String> password) {

    static Login of(Client client, URI url) {
      String both = url.getRawUserInfo() == null ? "" : url.getRawUserInfo();
      int colon = both.indexOf(':');
      if (colon >= 0) {
        return new Login(both.substring(0, colon), Optional.of(both.substring(colon + 1)));
      }
      return client == Client.PSQL || both.isEmpty()
          ? new Login(both, Optional.empty())
          : new Login("", Optional.of(both));
    }
  }

  /**
   * The address of a store: the one that the settings name, or that of the embedded one of a
   * running process.
   *
   * @throws BadSetting when there is neither
   */
  static URI url(Client client, Settings settings) {
    return client
        .named
        .apply(settings)
        .or(
            () ->
                StoreAddresses.in(settings.dataDir())
                    .or(StoreAddresses::newest)
                    .map(client.embedded)
                    .map(URI::create))
        .orElseThrow(
            () ->
                new BadSetting(
                    "No embedded stores are running here: start ./tidemark run or ./tidemark demo"
                        + " first, or name a server with TIDEMARK_POSTGRES_URL and"
                        + " TIDEMARK_REDIS_URL."));
  }
}

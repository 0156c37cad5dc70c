package io.tidemark.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.settings.BadSetting;
import io.tidemark.settings.Settings;
import io.tidemark.settings.SettingsReader;
import io.tidemark.standalone.process.MainThread;
import io.tidemark.stores.StoreAddresses;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
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
        List.of(),
        "PGPASSWORD",
        settings -> settings.postgres().map(Settings.Postgres::forSessions),
        StoreAddresses::postgres),
    REDIS_CLI(
        "redis-cli",
        "Opens redis-cli on the Redis; arguments are redis-cli's.",
        "Redis' client (redis-tools in Debian and Ubuntu, redis in Homebrew)",
        List.of("-u"),
        "REDISCLI_AUTH",
        settings -> settings.redis().map(Settings.Redis::url),
        StoreAddresses::redis);

    private final String word;
    private final String does;
    private final String contains;
    private final List<String> before;
    private final String password;
    private final Function<Settings, Optional<URI>> named;
    private final Function<StoreAddresses, String> embedded;

    Client(
        String word,
        String does,
        String contains,
        List<String> before,
        String password,
        Function<Settings, Optional<URI>> named,
        Function<StoreAddresses, String> embedded) {
      this.word = word;
      this.does = does;
      this.contains = contains;
      this.before = before;
      this.password = password;
      this.named = named;
      this.embedded = embedded;
    }

    String word() {
      return word;
    }
  }

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
    URI url = url(settings());
    String login = url.getRawUserInfo() == null ? "" : url.getRawUserInfo() + "@";
    int colon = login.indexOf(':');
    if (client == Client.REDIS_CLI && colon > 0) {
      colon = -1; // it takes a user without a password for a password
    }
    String user = colon < 0 ? login : login.substring(0, colon) + "@";
    String without = url.toString().replace(login, user).replace("//@", "//");
    List<String> command = new ArrayList<>(List.of(client.word));
    command.addAll(client.before);
    command.add(without);
    command.addAll(arguments);
    var process = new ProcessBuilder(command).inheritIO();
    if (colon >= 0) {
      // Other users see the arguments of a process, and not its environment.
      String password = login.substring(colon + 1, login.length() - 1).replace("+", "%2B");
      process.environment().put(client.password, URLDecoder.decode(password, UTF_8));
    }
    // Ctrl-C ends a statement of the client and not the client.
    Signal.handle(new Signal("INT"), ignored -> {});
    try {
      return process.start().waitFor();
    } catch (IOException missing) {
      throw new BadSetting(
          "%s is not on the PATH: install %s, or use another client with %s"
              .formatted(client.word, client.contains, without),
          missing);
    }
  }

  private Settings settings() {
    Vertx vertx = Vertx.vertx();
    try {
      return MainThread.await(SettingsReader.read(vertx, context.environment()));
    } finally {
      MainThread.await(vertx.close());
    }
  }

  private URI url(Settings settings) {
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

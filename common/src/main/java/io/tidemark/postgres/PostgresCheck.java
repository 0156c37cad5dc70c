package io.tidemark.postgres;

import io.tidemark.servers.ServerAddress;
import io.tidemark.servers.ServerCertificates;
import io.tidemark.settings.BadSetting;
import io.tidemark.settings.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import java.net.URI;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;

/**
 * Whether a database can be used, found out before anything else starts, so that a wrong address or
 * password ends a start at once.
 *
 * <p>Source of the states: PostgreSQL documentation, appendix A "PostgreSQL Error Codes".
 */
public final class PostgresCheck {

  private static final String URL = "TIDEMARK_POSTGRES_URL";
  private static final String DIRECT_URL = "TIDEMARK_POSTGRES_DIRECT_URL";

  /** The oldest version whose statements the migrations use. */
  private static final int OLDEST = 15;

  /** SSLRequest, which every server and every pooler answers with S or N before anything else. */
  private static final byte[] SSL_REQUEST = {0, 0, 0, 8, 4, (byte) 210, 22, 47};

  private final String variable;
  private final PgConnectOptions options;
  private final ServerAddress address;
  private final boolean needsTls;

  private PostgresCheck(String variable, URI url, Function<PostgresUrl, PgConnectOptions> options) {
    PostgresUrl read;
    try {
      read = PostgresUrl.of(url);
    } catch (BadSetting bad) {
      throw new BadSetting(
          bad.getMessage()
              .replaceFirst("[Tt]he URL of PostgreSQL", Matcher.quoteReplacement(variable)),
          bad);
    }
    this.variable = variable;
    this.options = options.apply(read);
    this.needsTls = read.needsTls();
    this.address =
        new ServerAddress(variable, "PostgreSQL", this.options.getHost(), this.options.getPort());
  }

  /**
   * Connects with both URLs as the process will.
   *
   * @return whether a process of ours has run on the database before; true as well where that
   *     cannot be told now. Fails with {@link BadSetting} when a URL cannot be used; what may well
   *     pass in a moment, such as a server that is starting, is no failure
   */
  public static Future<Boolean> run(Vertx vertx, Settings.Postgres settings) {
    try {
      var pooled = new PostgresCheck(URL, settings.url(), Postgres::options);
      Future<Void> direct =
          settings.directUrl().isEmpty()
              ? Future.succeededFuture()
              : new PostgresCheck(DIRECT_URL, settings.directUrl().get(), PostgresUrl::driver)
                  .connect(vertx)
                  .mapEmpty();
      return direct.compose(reached -> pooled.connect(vertx));
    } catch (BadSetting bad) {
      return Future.failedFuture(bad);
    }
  }

  /**
   * Explains why a migration failed.
   *
   * @return a sentence that names what to do, if the reason is one that an operator can mend
   */
  public static Optional<BadSetting> explain(Settings.Postgres settings, Throwable problem) {
    String variable = settings.directUrl().isPresent() ? DIRECT_URL : URL;
    var check = new PostgresCheck(variable, settings.forSessions(), PostgresUrl::driver);
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        Optional<String> sentence = check.sentence(sql.getSQLState(), line(sql.getMessage()));
        if (sentence.isPresent()) {
          return sentence.map(text -> new BadSetting(text, problem));
        }
      }
    }
    return Optional.empty();
  }

  private static final String STATE =
      """
      select current_setting('server_version_num')::int / 10000 as version,
        to_regclass('processes') is not null as migrated
      """;

  private static final String USED = "select exists (select from processes) as used";

  private Future<Boolean> connect(Vertx vertx) {
    return probe(vertx)
        .compose(there -> PgConnection.connect(vertx, options).timeout(10, TimeUnit.SECONDS))
        .compose(
            connection ->
                connection
                    .query(STATE)
                    .execute()
                    .map(rows -> rows.iterator().next())
                    .compose(row -> isUsed(connection, row))
                    .timeout(10, TimeUnit.SECONDS)
                    // Not waited for: a statement that waits for a lock is ended by it.
                    .onComplete(checked -> connection.close()))
        .recover(this::judge);
  }

  private Future<Boolean> isUsed(PgConnection connection, Row state) {
    if (state.getInteger("version") < OLDEST) {
      return Future.failedFuture(
          new BadSetting(
              ("PostgreSQL at %s is version %d, and Tidemark needs %d or newer:"
                      + " upgrade it, or name another server in %s.")
                  .formatted(address, state.getInteger("version"), OLDEST, variable)));
    }
    return state.getBoolean("migrated")
        ? connection.query(USED).execute().map(rows -> rows.iterator().next().getBoolean("used"))
        : Future.succeededFuture(false);
  }

  private Future<Void> probe(Vertx vertx) {
    if (options.isUsingDomainSocket()) {
      return Future.succeededFuture();
    }
    return vertx
        .executeBlocking(() -> address.answerTo(SSL_REQUEST), false)
        .compose(
            answer ->
                switch ((int) answer) {
                  // E: a server that cannot start a process for the connection, for the moment.
                  case 'S', 'E' -> Future.succeededFuture();
                  case 'N' -> needsTls ? refuse(WITHOUT_TLS) : Future.succeededFuture();
                  case ServerAddress.SILENT -> Future.failedFuture(address.silent());
                  case ServerAddress.CLOSED ->
                      Future.failedFuture(
                          address.closed(
                              "start the server behind that address, or correct " + variable));
                  default ->
                      refuse(
                          "What listens at %s does not answer as PostgreSQL does:"
                              + " correct host and port in %s.");
                });
  }

  private static final String WITHOUT_TLS =
      "PostgreSQL at %s offers no TLS, which sslmode in %s asks for: switch TLS on"
          + " at the server, or leave sslmode out.";

  private Future<Void> refuse(String sentence) {
    return Future.failedFuture(new BadSetting(sentence.formatted(address, variable)));
  }

  private Future<Boolean> judge(Throwable problem) {
    if (problem instanceof BadSetting) {
      return Future.failedFuture(problem);
    }
    String message = String.valueOf(problem.getMessage());
    Optional<String> sentence =
        problem instanceof PgException refused
            ? sentence(refused.getSqlState(), String.valueOf(refused.getErrorMessage()))
            : Optional.empty();
    if (sentence.isPresent()) {
      return Future.failedFuture(new BadSetting(sentence.get(), problem));
    }
    if (ServerCertificates.isRefused(problem)) {
      return Future.failedFuture(
          new BadSetting(
              ("The certificate of PostgreSQL at %s is not trusted (%s): name the"
                      + " file of its authority with sslrootcert in %s.")
                  .formatted(address, reason(problem), variable),
              problem));
    }
    if (DatabaseErrors.isPassing(problem)) {
      return Future.succeededFuture(true);
    }
    return Future.failedFuture(
        new BadSetting(
            "PostgreSQL at %s refuses the connection of %s: %s."
                .formatted(address, variable, message),
            problem));
  }

  /** Without the severity before it and the position below it. */
  private static String line(String message) {
    return message.lines().findFirst().orElse("").replaceFirst("^[A-Z]+: ", "");
  }

  private static String reason(Throwable problem) {
    Throwable last = problem;
    while (last.getCause() != null) {
      last = last.getCause();
    }
    return String.valueOf(last.getMessage());
  }

  /** For the states that an operator can mend. */
  private Optional<String> sentence(String state, String message) {
    String role = options.getUser();
    String database = options.getDatabase();
    return Optional.ofNullable(
        switch (String.valueOf(state)) {
          case "28P01" ->
              ("PostgreSQL at %s refuses the password of role %s: correct it in %s,"
                      + " with special characters percent-encoded.")
                  .formatted(address, role, variable);
          case "28000" ->
              message.contains("does not exist")
                  ? "PostgreSQL at %s has no role %s: create it, or correct %s."
                      .formatted(address, role, variable)
                  : ("PostgreSQL at %s does not let role %s in (%s): change its"
                          + " pg_hba.conf, or correct %s.")
                      .formatted(address, role, message, variable);
          case "3D000" ->
              ("PostgreSQL at %s has no database %s: create it with createdb -h %s"
                      + " -p %d -U %s %s, or correct %s.")
                  .formatted(
                      address, database, address.host(), address.port(), role, database, variable);
          case "42501" ->
              ("Role %s lacks rights on database %s at %s (%s): make it the owner"
                      + " with alter database %s owner to %s.")
                  .formatted(role, database, address, message, database, role);
          case "08P01" ->
              message.contains("startup parameter")
                  ? ("The pooler at %s refuses a parameter (%s): let it ignore that,"
                          + " as docs/postgres.md says of PgBouncer.")
                      .formatted(address, message)
                  : null;
          case "53100" ->
              "The disk of PostgreSQL at %s is full (%s): make room there."
                  .formatted(address, message);
          default -> null;
        });
  }
}

package io.tidemark.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.standalone.StoreShellCommand.Client;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the client of a store is called. */
class StoreShellTest {

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      nullValues = "-",
      value = {
        "PSQL, postgresql://h:1/d, psql postgresql://h:1/d, -",
        "PSQL, postgresql://u@h:1/d, psql postgresql://u@h:1/d, -",
        "PSQL, postgresql://u:s%2Bt@h:1/d?sslmode=require,"
            + " psql postgresql://u@h:1/d?sslmode=require, s+t",
        "PSQL, postgresql://u@h:1/d?password=s&sslmode=require, psql"
            + " postgresql://u@h:1/d?sslmode=require, s",
        "REDIS_CLI, redis://h:1/2, redis-cli -u redis://h:1/2, -",
        "REDIS_CLI, redis://s@h:1, redis-cli -u redis://h:1, s",
        "REDIS_CLI, redis://:s@h:1, redis-cli -u redis://h:1, s",
        "REDIS_CLI, rediss://u:s+t@h:1, redis-cli --user u -u rediss://h:1, s+t",
      })
  void thePasswordIsInTheEnvironmentAlone(
      Client client, URI url, String command, @Nullable String password) {
    ProcessBuilder process =
        StoreShellCommand.process(client, url, Optional.empty(), List.of("-c", "x"));

    assertThat(process.command()).isEqualTo(List.of((command + " -c x").split(" ")));
    assertThat(process.environment().get(client == Client.PSQL ? "PGPASSWORD" : "REDISCLI_AUTH"))
        .isEqualTo(password);
  }

  @Test
  void whatPsqlDoesNotKnowIsASettingOfTheSession() {
    ProcessBuilder process =
        StoreShellCommand.process(
            Client.PSQL,
            URI.create("postgresql://h/d?search_path=a%2Cb&work_mem=64MB"),
            Optional.empty(),
            List.of());

    assertThat(process.command()).containsExactly("psql", "postgresql://h/d");
    assertThat(process.environment())
        .containsEntry("PGOPTIONS", "-c search_path=a,b -c work_mem=64MB");
  }

  @Test
  void redisCliTrustsTheAuthorityThatTidemarkTrusts() {
    assertThat(
            StoreShellCommand.process(
                    Client.REDIS_CLI,
                    URI.create("rediss://h:1"),
                    Optional.of(Path.of("/ca.pem")),
                    List.of())
                .command())
        .containsExactly("redis-cli", "--cacert", "/ca.pem", "-u", "rediss://h:1");
  }
}

package io.tidemark.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.standalone.StoreShellCommand.Client;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
        "REDIS_CLI, redis://h:1/2, redis-cli -u redis://h:1/2, -",
        "REDIS_CLI, redis://s@h:1, redis-cli -u redis://h:1, s",
        "REDIS_CLI, redis://:s@h:1, redis-cli -u redis://h:1, s",
        "REDIS_CLI, rediss://u:s+t@h:1, redis-cli --user u -u rediss://h:1, s+t",
      })
  void thePasswordIsInTheEnvironmentAlone(
      Client client, URI url, String command, @Nullable String password) {
    ProcessBuilder process = StoreShellCommand.process(client, url, List.of("-c", "x"));

    assertThat(process.command()).isEqualTo(List.of((command + " -c x").split(" ")));
    assertThat(process.environment().get(client == Client.PSQL ? "PGPASSWORD" : "REDISCLI_AUTH"))
        .isEqualTo(password);
  }
}

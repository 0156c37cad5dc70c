package io.tidemark.gateway.problems;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.Answer;
import io.tidemark.gateway.GatewayWorld;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every failed request has in common; {@code Answer.isProblem} looks at each of them. */
@Tag("server")
class ProblemsTest {

  private final GatewayWorld world = GatewayWorld.begin();

  @AfterEach
  void end() {
    world.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nothing",
        "/api",
        "/api/nothing",
        "/api/twitter/zones/one",
        "/api/zones/one/two"
      })
  void anUnknownPathIsNotFound(String path) {
    assertThat(world.api.request(HttpMethod.GET, path).send().problem(404, "not-found"))
        .contains("/openapi.yaml");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/..%2f..%2fetc/passwd", "/%2e%2e/application.yaml", "/console/app.js"})
  void nothingButTheConsoleIsServedFromTheClasspath(String path) {
    world.api.request(HttpMethod.GET, path).send().problem(404, "not-found");
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, /api/zones",
    "DELETE, /api/webhooks/twitter",
    "POST, /api/overview",
    "PATCH, /api/twitter/rules/r",
    "POST, /openapi.yaml"
  })
  void anotherMethodIsNotAllowed(String method, String path) {
    world.api.request(HttpMethod.valueOf(method), path).send().problem(405, "method-not-allowed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/%zz", "/api/twitter/rules/%", "/api/zones?limit=%zz"})
  void aPathThatCannotBeDecodedIsTheCallersMistake(String path) {
    world
        .api
        .request(HttpMethod.GET, path)
        .bearer(GatewayWorld.ADMIN_KEY)
        .send()
        .problem(400, "invalid-request");
  }

  @Test
  void aMistakeOfOursSaysNothingAboutTheDatabase() {
    world.zone("brand");
    world.stores.sql("drop table upstream_pauses");
    world.stores.sql("alter table webhook_deliveries drop column duplicates");

    for (Answer answer :
        List.of(
            world.admin("readOverview").send(),
            world
                .webhook()
                .send(new JsonObject().put("rule_id", "brand").put("tweets", new JsonArray())))) {
      answer.problem(500, "internal");
      assertThat(answer.body().toLowerCase(Locale.ROOT))
          .doesNotContain(
              "relation", "column", "upstream_pauses", "webhook_deliveries", "select", "insert")
          .doesNotContain("42p01", "42703", "exception", "io.tidemark", "io.vertx");
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`{\"id\":\"A B\",\"name\":\"x\"}`, `Expected a text that matches ^[a-z0-9][a-z0-9-]{0,62}$"
            + " at #/id`",
        "`{\"name\":\"\",\"id\":\"x\"}`, String is too short (0 < 1) at #/name",
        "`{\"name\":5}`, Instance type number is invalid. Expected string at #/name",
        "`{\"name\":\"x\",\"owner\":1}`, additional properties schema at #/owner",
        "`{\"name\":\" \",\"id\":\"x\"}`, name must not be blank.",
        "`{}`, Instance does not have required property \"name\""
      })
  void aBadBodyIsToldWhereAndWhy(String body, String reason) {
    assertThat(world.admin("createZone").send(body).problem(400, "invalid-request"))
        .endsWith(reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"x\"", "1.5", "true", "\"-1\"", "0"})
  void whereNumbersAndDigitsAreTakenBothAreNamed(String lot) {
    String body = "{\"lotId\":%s,\"zoneId\":\"brand\",\"updateNumber\":1}".formatted(lot);

    assertThat(world.admin("trackLot").send(body).problem(400, "invalid-request"))
        .endsWith(
            "Expected a whole number of at least 1, or a text that matches ^[0-9]{1,18}$ at"
                + " #/lotId");
  }

  @Test
  void aParameterThatDoesNotMatchIsToldThePattern() {
    assertThat(world.admin("readZone", "Brand").send().problem(400, "invalid-request"))
        .endsWith("Reason: Expected a text that matches ^[a-z0-9][a-z0-9-]{0,62}$");
  }

  @Test
  void aBadParameterIsToldWhy() {
    assertThat(world.admin("listZones").query("limit", 0).send().problem(400, "invalid-request"))
        .isEqualTo("The value of query parameter limit is invalid. Reason: 0 is less than 1");
  }

  @Test
  void whatTheCallerSentIsNotRepeatedAsMarkup() {
    Answer answer = world.api.request(HttpMethod.GET, "/<script>alert(1)</script>").send();

    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.body()).doesNotContain("<script>");
  }

  @Test
  void theDocumentationListsEveryTypeWithItsStatusAndNoOther() throws IOException {
    List<String> documented =
        Pattern.compile("^\\| `(urn:tidemark:problem:[a-z-]+)` \\| (\\d+) \\|", Pattern.MULTILINE)
            .matcher(Files.readString(Path.of("..", "docs", "problems.md")))
            .results()
            .map(row -> row.group(1) + " " + row.group(2))
            .toList();

    assertThat(documented)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(Problem.Type.values())
                .map(type -> type.uri() + " " + type.status())
                .toList());
  }
}

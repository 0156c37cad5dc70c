package io.tidemark.gateway.access;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.settings.BadSetting;
import io.tidemark.settings.SettingsReader;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.client.WebClient;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What callers write into the headers of proxies is not believed. */
class ForwardedTest {

  private static final String NEAREST = "127.0.0.1";

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @ParameterizedTest(name = "{0}, {1} hops, Forwarded {2}: {3} | {4}")
  @CsvSource(
      delimiter = '|',
      value = {
        // behind | hops | rfc | X-Forwarded-For | Forwarded | who it is
        "false | | | 203.0.113.1 | for=203.0.113.2 | 127.0.0.1",
        "true | | | | | 127.0.0.1",
        "true | | | 203.0.113.1 | | 203.0.113.1",
        "true | | | 203.0.113.1, 10.0.0.9 | | 10.0.0.9",
        "true | | | 203.0.113.1,203.0.113.2 , 10.0.0.9 | | 10.0.0.9",
        "true | | | 10.0.0.9 | for=198.51.100.1 | 10.0.0.9",
        "true | | | | for=198.51.100.1 | 127.0.0.1",
        "true | | | nonsense, 10.0.0.9 | | 10.0.0.9",
        "true | | | 203.0.113.1, unknown | | 127.0.0.1",
        "true | | | 203.0.113.1, 10.0.0.9:5123 | | 10.0.0.9",
        "true | | | 203.0.113.1, [2001:db8::1]:5123 | | 2001:db8::1",
        "true | | | 203.0.113.1, 2001:db8::1 | | 2001:db8::1",
        "false | 1 | | 203.0.113.1, 10.0.0.9 | | 10.0.0.9",
        "false | 2 | | 203.0.113.1, 198.51.100.7, 10.0.0.9 | | 198.51.100.7",
        "true | 2 | | 203.0.113.1, 198.51.100.7, 10.0.0.9 | | 198.51.100.7",
        "false | 3 | | 203.0.113.1, 198.51.100.7, 10.0.0.9 | | 203.0.113.1",
        "false | 2 | | 10.0.0.9 | | 10.0.0.9",
        "true | 0 | | 203.0.113.1, 10.0.0.9 | | 127.0.0.1",
        "false | 1 | true | 203.0.113.1 | for=198.51.100.1 | 198.51.100.1",
        "false | 1 | true | 203.0.113.1 | | 127.0.0.1",
        "false | 1 | true | | for=203.0.113.1;proto=https, For=198.51.100.1;by=10.0.0.9 |"
            + " 198.51.100.1",
        "false | 2 | true | | for=203.0.113.1, for=198.51.100.1, for=10.0.0.9 | 198.51.100.1",
        "false | 1 | true | | for=\"[2001:db8:cafe::17]:4711\" | 2001:db8:cafe::17",
        "false | 1 | true | | for=\"a,b;c\", for=198.51.100.1 | 198.51.100.1",
        "false | 1 | true | | for=_hidden | 127.0.0.1"
      })
  void theCallerIsCountedFromTheTrustedEnd(
      String behind, String hops, String rfc, String customary, String standard, String expected) {
    Map<String, String> settings = new HashMap<>();
    settings.put("TIDEMARK_HTTP_BEHIND_PROXY", behind);
    settings.put("TIDEMARK_HTTP_TRUSTED_HOPS", hops == null ? "" : hops);
    settings.put("TIDEMARK_HTTP_FORWARDED", rfc == null ? "" : rfc);
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    if (customary != null) {
      headers.add("X-Forwarded-For", customary);
    }
    if (standard != null) {
      headers.add("Forwarded", standard);
    }

    assertThat(seen(settings, headers).getString("address")).isEqualTo(expected);
  }

  @Test
  void aHeaderOfSeveralLinesIsOneList() {
    MultiMap headers =
        MultiMap.caseInsensitiveMultiMap()
            .add("X-Forwarded-For", "203.0.113.1")
            .add("X-Forwarded-For", "10.0.0.9");

    assertThat(seen(Map.of("TIDEMARK_HTTP_TRUSTED_HOPS", "1"), headers).getString("address"))
        .isEqualTo("10.0.0.9");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | https | evil.example.com | | http://{own}/a?b=c",
        "1 | | | | http://{own}/a?b=c",
        "1 | https | | | https://{own}/a?b=c",
        "1 | https | tidemark.example.com | | https://tidemark.example.com/a?b=c",
        "1 | https | tidemark.example.com | 443 | https://tidemark.example.com/a?b=c",
        "1 | https | tidemark.example.com | 8443 | https://tidemark.example.com:8443/a?b=c",
        "1 | http, https | evil.example.com, tidemark.example.com | |"
            + " https://tidemark.example.com/a?b=c",
        "1 | gopher | bad host/ | | http://{own}/a?b=c"
      })
  void theUrlThatTheOutsideCalledIsKnown(
      String hops, String scheme, String host, String port, String expected) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    Map<String, String> given = new HashMap<>();
    given.put("X-Forwarded-Proto", scheme);
    given.put("X-Forwarded-Host", host);
    given.put("X-Forwarded-Port", port);
    given.forEach(
        (name, value) -> {
          if (value != null) {
            headers.add(name, value);
          }
        });

    JsonObject seen = seen(Map.of("TIDEMARK_HTTP_TRUSTED_HOPS", hops), headers);

    assertThat(seen.getString("url")).isEqualTo(expected.replace("{own}", seen.getString("own")));
  }

  @Test
  void forwardedWithoutATrustedProxyIsRefused() {
    assertThatThrownBy(() -> SettingsReader.of(Map.of("TIDEMARK_HTTP_FORWARDED", "true")))
        .isInstanceOf(BadSetting.class)
        .hasMessageContaining("TIDEMARK_HTTP_TRUSTED_HOPS");
  }

  private JsonObject seen(Map<String, String> settings, MultiMap headers) {
    Router router = Router.router(vertx);
    router.route().handler(new Forwarded(SettingsReader.of(settings).http()));
    router
        .route()
        .handler(
            request ->
                request.json(
                    new JsonObject()
                        .put("address", Addresses.of(request))
                        .put("url", Addresses.url(request))));
    HttpServer server = await(vertx.createHttpServer().requestHandler(router).listen(0, NEAREST));
    var request =
        WebClient.create(vertx).request(HttpMethod.GET, server.actualPort(), NEAREST, "/a?b=c");
    request.headers().addAll(headers);
    return await(request.send()).bodyAsJsonObject().put("own", NEAREST + ":" + server.actualPort());
  }
}

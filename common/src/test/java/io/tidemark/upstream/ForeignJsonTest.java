package io.tidemark.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForeignJsonTest {

  private static JsonNode read(String text) throws IOException {
    return ForeignJson.read(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":[1,2.5,true,false,null,\"x\",{\"b\":{}}],\"c\":9223372036854775807}",
        "[92233720368547758070,1e3,-7]",
        "7",
        "\"text\"",
        "null"
      })
  void whatIsOrdinaryIsReadAsItIs(String text) throws IOException {
    assertThat(read(text)).isEqualTo(new ObjectMapper().readTree(text));
  }

  @Test
  void aMonsterCostsItsOwnFieldAndNoOther() throws IOException {
    String deep = "[".repeat(1_200) + "1" + "]".repeat(1_200);
    String digits = "1".repeat(1_200);
    String text =
        "{\"digits\":%s,\"fraction\":0.%s,\"exponent\":1e999999999,\"deep\":%s,\"good\":7}"
            .formatted(digits, digits, deep);

    JsonNode read = read(text);

    assertThat(read.path("good").asInt()).isEqualTo(7);
    assertThat(read.path("digits").isTextual()).isTrue();
    assertThat(read.path("fraction").isNumber()).isFalse();
    assertThat(read.path("exponent").isNumber()).isFalse();
    assertThat(read.path("deep").isArray()).isTrue();
    Fields part = Fields.of(Set.of("digits", "good")).and("deep", Fields.of(Set.of("x")));
    assertThat(Answers.json(Buffer.buffer(text), part).path("good").asInt()).isEqualTo(7);
  }

  @Test
  void theCharacterNulIsDroppedFromNamesAndTexts() throws IOException {
    String text = "{\"a\\u0000b\":\"c\\u0000d\",\"e\":[{\"\\u0000\":1}]}";

    assertThat(read(text).toString()).isEqualTo("{\"ab\":\"cd\",\"e\":[{\"\":1}]}");
    assertThat(Answers.json(Buffer.buffer(text), Fields.of(Set.of("ab"))).toString())
        .isEqualTo("{\"ab\":\"cd\"}");
    assertThat(Answers.object(Answers.json(text)).encode()).doesNotContain("u0000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{} {}", "[1,]", "{\"a\":}", "nope", "NaN", "{'a':1}"})
  void whatIsNotJsonIsRefused(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(JsonProcessingException.class);
  }

  @Test
  void nothingIsNothing() throws IOException {
    assertThat(read(" ").isMissingNode()).isTrue();
  }
}

package io.tidemark.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HashesTest {

  @Test
  void aHashIsSha256() {
    assertThat(HexFormat.of().formatHex(Hashes.sha256("abc")))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @ParameterizedTest
  @ValueSource(strings = {"abcd1234", "ä€𝄞", "f"})
  void theShortNameIs64BitsOfTheHashAndNothingOfTheSecret(String secret) {
    String name = Hashes.shortName(secret);

    assertThat(name).matches("[0-9a-f]{16}").isNotEqualTo(secret);
    assertThat(HexFormat.of().formatHex(Hashes.sha256(secret))).startsWith(name);
    assertThat(Hashes.formerName(name)).isEqualTo(name.substring(0, 8));
  }

  @Test
  void theShortNameOfALongSecretDoesNotContainAnyPartOfIt() {
    String secret = "sk-live-Kq8Zx71mPw";

    for (int at = 0; at + 3 <= secret.length(); at++) {
      assertThat(Hashes.shortName(secret)).doesNotContain(secret.substring(at, at + 3));
    }
  }

  @Test
  void secretsAreToldApartByTheirShortNames() {
    assertThat(Hashes.shortName("key-1")).isNotEqualTo(Hashes.shortName("key-2"));
    assertThat(Hashes.shortName("key-1")).isEqualTo(Hashes.shortName("key-1"));
    assertThat(Hashes.shortName("")).isEqualTo("none");
  }
}

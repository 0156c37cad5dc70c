package io.tidemark.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRingTest {

  @Test
  void everyKeyOfARotationIsAdmitted() {
    var ring = new KeyRing(List.of("new-key", "old-key"));

    assertThat(ring.admits("new-key")).isTrue();
    assertThat(ring.admits("old-key")).isTrue();
    assertThat(ring.isEmpty()).isFalse();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "new-ke", "new-key ", "NEW-KEY", "new-key,old-key", "other"})
  void nothingElseIs(String presented) {
    assertThat(new KeyRing(List.of("new-key", "old-key")).admits(presented)).isFalse();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "any"})
  void anEmptyRingAdmitsNobody(String presented) {
    var ring = new KeyRing(List.of());

    assertThat(ring.isEmpty()).isTrue();
    assertThat(ring.admits(presented)).isFalse();
  }
}

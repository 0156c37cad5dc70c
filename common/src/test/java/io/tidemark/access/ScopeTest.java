package io.tidemark.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scopes, tenants and callers: who may do what. */
class ScopeTest {

  @ParameterizedTest
  @EnumSource
  void aScopeIsReadByItsWord(Scope scope) {
    assertThat(scope.word()).isLowerCase();
    assertThat(Scope.of(scope.word())).contains(scope);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "READ", "Admin", " read", "write"})
  void noOtherWordIsAScope(String word) {
    assertThat(Scope.of(word)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "READ, READ, true",
    "READ, REFRESH, false",
    "REFRESH, READ, false",
    "TRIGGER, READ, false",
    "ADMIN, READ, true",
    "ADMIN, REFRESH, true",
    "ADMIN, TRIGGER, true",
    "ADMIN, ADMIN, true",
    "ADMIN, WEBHOOK, false",
    "WEBHOOK, READ, false",
    "WEBHOOK, ADMIN, false",
    "WEBHOOK, WEBHOOK, true"
  })
  void onlyTheAdministratorsScopeIncludesOthersAndNeverTheWebhooks(
      Scope own, Scope other, boolean included) {
    var caller = new Caller("somebody", Set.of(own), Tenants.NONE, Tenants.NONE);

    assertThat(own.includes(other)).isEqualTo(included);
    assertThat(caller.may(other)).isEqualTo(included);
  }

  @Test
  void theOperatorMayEverythingAndAnybodyMayRead() {
    assertThat(Caller.OPERATOR.may(Scope.ADMIN)).isTrue();
    assertThat(Caller.OPERATOR.may(Scope.WEBHOOK)).isFalse();
    assertThat(Caller.OPERATOR.zones().contains("any")).isTrue();
    assertThat(Caller.ANYBODY.may(Scope.READ)).isTrue();
    assertThat(Caller.ANYBODY.may(Scope.REFRESH)).isFalse();
    assertThat(Caller.ANYBODY.workspaces().contains("any")).isTrue();
  }

  @Test
  void someTenantsAreThoseAndNoOthers() {
    Tenants some = Tenants.of(List.of("b", "a", "b"));

    assertThat(some.contains("a")).isTrue();
    assertThat(some.contains("c")).isFalse();
    assertThat(some.contains("*")).isFalse();
    assertThat(some.toArrayOrNull()).containsExactly("a", "b");
    assertThat(Tenants.NONE.contains("a")).isFalse();
    assertThat(Tenants.NONE.toArrayOrNull()).isEmpty();
    assertThat(Tenants.ALL.contains("a")).isTrue();
    assertThat(Tenants.ALL.toArrayOrNull()).isNull();
  }

  @Test
  void tenantsContainOthersOnlyWhenNobodyIsLeftOut() {
    Tenants both = Tenants.of(List.of("a", "b"));
    Tenants one = Tenants.of(List.of("a"));

    assertThat(both.containsAll(one)).isTrue();
    assertThat(one.containsAll(both)).isFalse();
    assertThat(one.containsAll(Tenants.NONE)).isTrue();
    assertThat(both.containsAll(Tenants.ALL)).isFalse();
    assertThat(Tenants.ALL.containsAll(Tenants.ALL)).isTrue();
    assertThat(Tenants.ALL.containsAll(both)).isTrue();
  }

  @Test
  void allTenantsAreNoList() {
    assertThatThrownBy(() -> new Tenants(true, Set.of("a")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

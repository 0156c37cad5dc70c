package io.tidemark.access;

import com.nimbusds.jwt.JWTClaimsSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a token says of its holder, in the claims {@code sub}, {@code zones}, {@code workspaces} and
 * {@code scope} or {@code scopes}.
 */
final class CallerClaims {

  private static final Set<Scope> DEFAULT_SCOPES = Set.of(Scope.READ, Scope.REFRESH);

  private CallerClaims() {}

  static Caller read(JWTClaimsSet claims) throws Refusal {
    String subject = claims.getSubject();
    return new Caller(
        subject == null || subject.isBlank() ? "unnamed" : subject,
        scopes(claims),
        tenants(claims, "zones"),
        tenants(claims, "workspaces"));
  }

  private static Tenants tenants(JWTClaimsSet claims, String name) throws Refusal {
    List<String> ids = strings(claims, name).orElse(List.of());
    return ids.equals(List.of("*")) ? Tenants.ALL : Tenants.of(ids);
  }

  /**
   * Words of others are ignored: a token may be meant for several services. Scopes that are given
   * and are none of ours permit nothing; the default is for tokens that speak of no scope at all.
   */
  private static Set<Scope> scopes(JWTClaimsSet claims) throws Refusal {
    Optional<List<String>> list = strings(claims, "scopes");
    Object text = claims.getClaim("scope");
    if (list.isEmpty() && text == null) {
      return DEFAULT_SCOPES;
    }
    if (text != null && !(text instanceof String)) {
      throw new Refusal("its scope is no text");
    }
    Stream<String> words = text == null ? Stream.empty() : Stream.of(text.toString().split(" +"));
    return Stream.concat(words, list.stream().flatMap(List::stream))
        .flatMap(word -> Scope.of(word).stream())
        .filter(scope -> scope != Scope.WEBHOOK)
        .collect(Collectors.toSet());
  }

  private static Optional<List<String>> strings(JWTClaimsSet claims, String name) throws Refusal {
    Object claim = claims.getClaim(name);
    if (claim == null) {
      return Optional.empty();
    }
    if (!(claim instanceof List<?> elements)) {
      throw new Refusal("its " + name + " are no array");
    }
    List<String> strings = new ArrayList<>();
    for (Object element : elements) {
      if (!(element instanceof String string)) {
        throw new Refusal("its " + name + " are not all text");
      }
      strings.add(string);
    }
    return Optional.of(strings);
  }
}

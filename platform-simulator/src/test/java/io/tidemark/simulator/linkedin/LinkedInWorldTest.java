package io.tidemark.simulator.linkedin;

import static io.tidemark.simulator.RunningSimulator.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.clock.SettableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LinkedInWorldTest {

  private final SettableClock clock = new SettableClock(NOON);
  private final LinkedIn world = new LinkedIn(clock, 1);

  @Test
  void noTwoPostsOfTwoYearsAreAlike() {
    clock.advance(Duration.ofDays(730));
    List<String> texts =
        all(world).stream()
            .filter(post -> !post.isReshare() && post.hook() != HookKind.NONE)
            .map(LinkedInPost::text)
            .toList();

    assertThat(texts).hasSizeGreaterThan(2_000).doesNotHaveDuplicates();
    assertThat(texts).noneMatch(text -> text.contains("{") || text.isBlank());
  }

  @Test
  void everyHookLanguageAndStyleIsThere() {
    Set<HookKind> hooks = EnumSet.noneOf(HookKind.class);
    all(world).forEach(post -> hooks.add(post.hook()));

    assertThat(hooks).containsExactlyInAnyOrder(HookKind.values());
    assertThat(world.authors())
        .hasSizeGreaterThanOrEqualTo(8)
        .extracting(LinkedInAuthor::language)
        .contains(Language.values());
    assertThat(world.authors()).extracting(LinkedInAuthor::style).contains(WritingStyle.values());
  }

  @Test
  void thereAreAnEmojiOnlyPostAndOneWithoutAText() {
    List<LinkedInPost> odd =
        all(world).stream().filter(post -> post.hook() == HookKind.NONE).toList();

    assertThat(odd).anyMatch(post -> post.text().isEmpty() && post.media() == PostMedia.IMAGE);
    assertThat(odd)
        .anyMatch(
            post ->
                !post.text().isEmpty() && post.text().codePoints().noneMatch(Character::isLetter));
  }

  @Test
  void stylesCanBeToldApart() {
    assertThat(length("jonas-okafor")).isGreaterThan(2 * length("ingrid-lund"));
    assertThat(share("tomas-quill", "🚀")).isGreaterThan(0.3);
    assertThat(share("mira-holt", "→ ")).isGreaterThan(0.4);
    assertThat(share("aiko-weller", "?")).isGreaterThan(0.7);
    assertThat(share("ingrid-lund", "%")).isGreaterThan(0.4);
  }

  @Test
  void theSameSeedBringsTheSamePostsWhoeverLooksFirst() {
    LinkedIn again = new LinkedIn(clock, 1);
    again.shown(again.author("priya-marsh"));

    assertThat(texts(again)).isEqualTo(texts(world));
    assertThat(texts(new LinkedIn(clock, 2))).isNotEqualTo(texts(world));
  }

  @Test
  void agesAreToldAsLinkedInDoes() {
    assertThat(
            List.of("PT10S", "PT5M", "PT23H", "P6D", "P29D", "P31D", "P364D", "P800D").stream()
                .map(Duration::parse)
                .map(LinkedInPostJson::ago))
        .containsExactly("now", "5m", "23h", "6d", "4w", "1mo", "12mo", "2yr");
  }

  private double length(String author) {
    return own(author).stream().mapToInt(post -> post.text().length()).average().orElseThrow();
  }

  private double share(String author, String sign) {
    List<LinkedInPost> posts = own(author);
    long with = posts.stream().filter(post -> post.text().contains(sign)).count();
    return with / (double) posts.size();
  }

  private List<LinkedInPost> own(String author) {
    return world.shown(world.author(author)).stream().filter(post -> !post.isReshare()).toList();
  }

  private static List<String> texts(LinkedIn world) {
    return all(world).stream().map(LinkedInPost::text).collect(Collectors.toList());
  }

  private static List<LinkedInPost> all(LinkedIn world) {
    List<LinkedInPost> all = new ArrayList<>();
    world.authors().forEach(author -> all.addAll(world.shown(author)));
    return all;
  }
}

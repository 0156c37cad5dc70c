package io.tidemark.profiles.style;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StyleTest {

  private static final Instant TUESDAY = Instant.parse("2026-03-10T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "👨‍👩‍👧‍👦, 1",
    "🇫🇷🇩🇪, 2",
    "👍🏽, 1",
    "❤️, 1",
    "1️⃣ first, 1",
    "1 # * ©, 0",
    "🔥🔥🔥, 3",
    "☕ ok, 1",
    "🏳️‍🌈, 1"
  })
  void anEmojiIsWhatPeopleSeeAsOne(String text, int expected) {
    assertThat(Text.of(text).emoji()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "#one and #two_2, 2",
    "#été #Über #日本, 3",
    "we are #1, 0",
    "https://example.com/#about, 0",
    "www.example.com#top, 0",
    "C# and F#, 0",
    "a#b ##c, 0",
    "#1team, 1",
  })
  void aHashtagIsNoPartOfALinkOrAWord(String text, int expected) {
    assertThat(Text.of(text).hashtags()).isEqualTo(expected);
  }

  @Test
  void aPostIsCounted() {
    Text text =
        Text.of(
            "I quit.\n\nWhy? Because I couldn't sleep... Really?!\nhttps://example.com/?q=1 📉 #honest");

    assertThat(text.words()).isEqualTo(9);
    assertThat(text.sentences()).isEqualTo(5);
    assertThat(text.lineBreaks()).isEqualTo(3);
    assertThat(text.questions()).isEqualTo(2);
    assertThat(text.emoji()).isEqualTo(1);
    assertThat(text.hashtags()).isEqualTo(1);
  }

  @Test
  void rightToLeftAndHanHaveQuestionsAndSentencesAsWell() {
    assertThat(Text.of("هل هذا صحيح؟ نعم.").questions()).isEqualTo(1);
    assertThat(Text.of("هل هذا صحيح؟ نعم.").sentences()).isEqualTo(2);
    assertThat(Text.of("هل هذا صحيح؟ نعم.").words()).isEqualTo(4);
    assertThat(Text.of("本当ですか？はい。").sentences()).isEqualTo(2);
  }

  @Test
  void nothingIsNoStyleAndAnEmojiAloneIsOne() {
    Style nothing = Style.of(List.of());
    Style emoji =
        Style.of(List.of(new StyledPost("🔥", null, null), new StyledPost(" ", null, null)));

    assertThat(nothing.posts()).isZero();
    assertThat(nothing.words()).isEqualTo(new Spread(0, 0));
    assertThat(nothing.postsPerWeek()).isZero();
    assertThat(nothing.hours()).hasSize(24).containsOnly(0);
    assertThat(emoji.posts()).isEqualTo(1);
    assertThat(emoji.words().mean()).isZero();
    assertThat(emoji.emoji().mean()).isEqualTo(1);
    assertThat(emoji.characters().median()).isEqualTo(1);
  }

  @Test
  void rhythmAndHooksAreCounted() {
    List<StyledPost> posts = new ArrayList<>();
    for (int day = 0; day < 15; day += 7) {
      posts.add(new StyledPost("Why?", "question", TUESDAY.plusSeconds(day * 86_400L)));
    }
    posts.add(new StyledPost("A longer post, one of a kind", "story", null));

    Style style = Style.of(posts);

    assertThat(style.postsPerWeek()).isEqualTo(1);
    assertThat(style.weekdays()).containsExactly(0, 3, 0, 0, 0, 0, 0);
    assertThat(style.hours().get(12)).isEqualTo(3);
    assertThat(style.hooks()).isEqualTo(Map.of("question", 3, "story", 1));
    assertThat(style.words()).isEqualTo(new Spread(1, 2.5));
    assertThat(style.toJson().getJsonObject("hooks").getInteger("question")).isEqualTo(3);
  }

  @Property(tries = 200)
  void orderSaysNothingAndNoFigureIsOutOfBounds(@ForAll List<String> texts, @ForAll long seed) {
    List<StyledPost> posts = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      posts.add(
          new StyledPost(texts.get(i), i % 2 == 0 ? "a" : null, TUESDAY.plusSeconds(i * 7_919L)));
    }
    Style style = Style.of(posts);
    Collections.shuffle(posts, new Random(seed));

    assertThat(Style.of(posts)).isEqualTo(style);
    assertThat(style.posts()).isLessThanOrEqualTo(texts.size());
    assertThat(style.hours().stream().mapToInt(Integer::intValue).sum()).isEqualTo(texts.size());
    assertThat(style.emoji().mean()).isLessThanOrEqualTo(style.characters().mean());
    assertThat(style.hashtags().mean()).isLessThanOrEqualTo(style.words().mean());
  }
}

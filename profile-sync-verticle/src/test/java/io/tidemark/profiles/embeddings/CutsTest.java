package io.tidemark.profiles.embeddings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CutsTest {

  @Test
  void aTextIsCutBetweenParagraphsSentencesOrWords() {
    assertThat(Cuts.toBytes("One two.\n\nThree four. Five", 19)).isEqualTo("One two.");
    assertThat(Cuts.toBytes("One two. Three four five", 16)).isEqualTo("One two.");
    assertThat(Cuts.toBytes("one two three four", 12)).isEqualTo("one two");
    assertThat(Cuts.toBytes("onetwothreefour", 6)).isEqualTo("onetwo");
    assertThat(Cuts.toBytes("short", 5)).isEqualTo("short");
  }

  @Test
  void aFamilyIsNotTornApart() {
    String family = "👨‍👩‍👧";

    assertThat(Cuts.toBytes("a" + family, 10)).isEqualTo("a");
  }

  @Property(tries = 300)
  void aCutTextIsABeginningThatFits(
      @ForAll String text, @ForAll @IntRange(min = 8, max = 99) int most) {
    String cut = Cuts.toBytes(text, most);

    assertThat(text).startsWith(cut);
    assertThat(cut.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(most);
  }

  @Property(tries = 300)
  void theMiddleLeavesSomethingOnBothSides(@ForAll String text) {
    if (text.length() >= 2) {
      assertThat(Cuts.middle(text)).isBetween(1, text.length() - 1);
    }
  }
}

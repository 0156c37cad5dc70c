package io.tidemark.tracker.cadence;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.tracker.cadence.Doubts.Doubted;
import io.tidemark.tracker.cadence.Doubts.Judgement;
import io.tidemark.tracker.tweets.Counters;
import io.tidemark.upstream.PostOutcome;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoubtsTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    // likes and views before, likes and views now, doubtful
    "5000, 90000, 0, 0, true",
    "5000, 90000, 0, , true",
    "5000, , 0, , true",
    "10, 0, 0, 0, true",
    "9, 50, 0, 0, false",
    "0, 0, 0, 0, false",
    "5000, 90000, 5000, 9000, true",
    "5000, 90000, 5200, 8999, true",
    "5000, 90000, 500, 90000, true",
    "5000, 90000, 501, 90000, false",
    "5000, 90000, 4990, 89000, false",
    "5000, 90000, 5000, 9001, false",
    "99, 99, 5, 9, false",
    "5000, 90000, 5200, , false",
    "5000, 90000, 500000, 9000000, false",
    ", , 0, 0, false",
  })
  void countersThatCannotWellFollowTheLastAreDoubtful(
      @Nullable Long likes,
      @Nullable Long views,
      @Nullable Long likesNow,
      @Nullable Long viewsNow,
      boolean doubtful) {
    assertThat(judge(counters(likes, views), null, present(likesNow, viewsNow)))
        .isInstanceOf(doubtful ? Judgement.Doubtful.class : Judgement.Believed.class);
  }

  @ParameterizedTest
  @CsvSource({
    // views that were doubted, views of the next answer, what becomes of that
    "9000, 9000, confirmed",
    "9000, 8500, confirmed",
    "9000, 9900, believed",
    "9000, 90200, believed",
    "0, 0, confirmed",
    "0, 9000, doubtful",
    "9000, 0, doubtful",
  })
  void theSecondAnswerDecides(long first, long second, String what) {
    var doubted = new Doubted(present(5_000L, first), NOON);

    Judgement judgement = judge(counters(5_000L, 90_000L), doubted, present(5_000L, second));

    switch (judgement) {
      case Judgement.Believed believed ->
          assertThat(what).isEqualTo(believed.confirms() == null ? "believed" : "confirmed");
      case Judgement.Doubtful doubtful -> assertThat(what).startsWith("doubtful");
    }
  }

  @Test
  void anAbsenceFromAMostlyMissingAnswerIsDoubtfulOnce() {
    PostOutcome<Counters> absent = new PostOutcome.Absent<>();
    Counters before = counters(5_000L, null);

    assertThat(Doubts.judge(before, null, null, absent, null))
        .isEqualTo(new Judgement.Believed(absent, null));
    assertThat(Doubts.judge(before, null, null, absent, "most are missing"))
        .isEqualTo(new Judgement.Doubtful(absent, "most are missing"));
    assertThat(Doubts.judge(before, NOON, null, absent, "most are missing"))
        .isEqualTo(new Judgement.Believed(absent, null));
    var doubted = new Doubted(absent, NOON);
    assertThat(Doubts.judge(before, null, doubted, absent, "most are missing"))
        .isEqualTo(new Judgement.Believed(absent, doubted));
  }

  private static final List<PostOutcome<Counters>> MISSING =
      List.of(new PostOutcome.Absent<>(), new PostOutcome.Gone<>(), new PostOutcome.NotVisible<>());

  @Test
  void anyKindOfMissingConfirmsAnother() {
    Counters before = counters(5_000L, null);
    for (PostOutcome<Counters> missing : MISSING) {
      assertThat(Doubts.judge(before, null, null, missing, null))
          .isEqualTo(new Judgement.Believed(missing, null));
      assertThat(Doubts.judge(before, null, null, missing, "most are missing"))
          .isEqualTo(new Judgement.Doubtful(missing, "most are missing"));
      assertThat(
              Doubts.judge(
                  before, null, new Doubted(present(0L, 0L), NOON), missing, "most are missing"))
          .isEqualTo(new Judgement.Doubtful(missing, "most are missing"));
      for (PostOutcome<Counters> first : MISSING) {
        var doubted = new Doubted(first, NOON);
        assertThat(Doubts.judge(before, null, doubted, missing, "most are missing"))
            .isEqualTo(new Judgement.Believed(missing, doubted));
        assertThat(Doubts.judge(before, null, doubted, present(5_100L, null), null))
            .isEqualTo(new Judgement.Believed(present(5_100L, null), null));
      }
    }
  }

  private static Judgement judge(
      Counters before, @Nullable Doubted earlier, PostOutcome<Counters> outcome) {
    return Doubts.judge(before, null, earlier, outcome, null);
  }

  private static PostOutcome<Counters> present(@Nullable Long likes, @Nullable Long views) {
    return new PostOutcome.Present<>(counters(likes, views));
  }

  private static Counters counters(@Nullable Long likes, @Nullable Long views) {
    return new Counters(0L, 0L, likes, 0L, views, null);
  }
}

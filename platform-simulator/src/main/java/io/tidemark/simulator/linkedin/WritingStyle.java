package io.tidemark.simulator.linkedin;

import static io.tidemark.simulator.linkedin.HookKind.ANNOUNCEMENT;
import static io.tidemark.simulator.linkedin.HookKind.CALL_OUT;
import static io.tidemark.simulator.linkedin.HookKind.CONFESSION;
import static io.tidemark.simulator.linkedin.HookKind.CONTRARIAN;
import static io.tidemark.simulator.linkedin.HookKind.HOW_TO;
import static io.tidemark.simulator.linkedin.HookKind.PREDICTION;
import static io.tidemark.simulator.linkedin.HookKind.QUOTE;
import static io.tidemark.simulator.linkedin.HookKind.STATISTIC;
import static io.tidemark.simulator.linkedin.HookKind.STORY;

import com.fasterxml.jackson.databind.annotation.EnumNaming;
import io.tidemark.simulator.naming.EnumNames;
import java.util.List;
import java.util.SplittableRandom;

/** The writing style of an author, and its preferred opening lines. */
@EnumNaming(EnumNames.KebabCase.class)
public enum WritingStyle {
  PUNCHY_LISTS(HOW_TO, CONTRARIAN, CALL_OUT),
  LONG_STORIES(STORY, CONFESSION, QUOTE),
  QUESTIONS(HookKind.QUESTION, CONTRARIAN, PREDICTION),
  EMOJI_HEAVY(ANNOUNCEMENT, HookKind.QUESTION, CALL_OUT),
  STATISTICS(STATISTIC, PREDICTION, HOW_TO),
  PLAIN(QUOTE, STORY, STATISTIC);

  private final List<HookKind> favourites;

  WritingStyle(HookKind... favourites) {
    this.favourites = List.of(favourites);
  }

  /** Draws a kind; a preferred one in six of ten posts. */
  HookKind anyHook(SplittableRandom random) {
    List<HookKind> from = random.nextInt(10) < 6 ? favourites : HookKind.OF_TEXTS;
    return from.get(random.nextInt(from.size()));
  }
}

package io.tidemark.runs;

import io.tidemark.contract.Message.RunStart;
import io.tidemark.contract.Message.RunStarted;

/** What a request to start a run led to. */
public sealed interface StartResult {

  record Started(long run) implements StartResult {}

  /** An open run covers some of the same. */
  record UnderWay(long run) implements StartResult {}

  record NoWorkspace(String workspace) implements StartResult {}

  /** The workspace is paused, and such a run does nothing for a paused one. */
  record Paused(String workspace) implements StartResult {}

  /**
   * The run would have no item.
   *
   * @param reason the end of a sentence
   */
  record NothingToDo(String reason) implements StartResult {}

  /** Its form on the event bus. */
  default RunStarted message() {
    return switch (this) {
      case Started started -> new RunStarted(RunStart.STARTED, started.run(), started.run(), null);
      case UnderWay open -> new RunStarted(RunStart.UNDER_WAY, open.run(), open.run(), null);
      case NoWorkspace none -> new RunStarted(RunStart.NO_WORKSPACE, 0, 0, null);
      case Paused paused -> new RunStarted(RunStart.PAUSED, 0, 0, null);
      case NothingToDo nothing -> new RunStarted(RunStart.NOTHING_TO_DO, 0, 0, nothing.reason());
    };
  }
}

package io.tidemark.studio.runs;

/** What became of the wish to begin a run. */
public sealed interface Start {

  record Started(long run) implements Start {}

  /** Another run covers some of the same and has not ended. */
  record UnderWay(long run) implements Start {}

  record NoWorkspace() implements Start {}
}

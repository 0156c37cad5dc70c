package io.tidemark.profiles.jobs;

/** What became of the wish to begin a sync. */
public sealed interface Start {

  record Started(long job) implements Start {}

  /** Another has not ended. */
  record UnderWay(long job) implements Start {}

  record NoWorkspace() implements Start {}

  /** Nothing is scraped for a workspace that is paused. */
  record Paused() implements Start {}
}

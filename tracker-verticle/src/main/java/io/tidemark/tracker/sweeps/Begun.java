package io.tidemark.tracker.sweeps;

/** What became of the wish for a cycle. */
public sealed interface Begun {

  record Started(long cycle) implements Begun {}

  /** One that covers the same is not finished. */
  record UnderWay(long cycle) implements Begun {}

  /** There is nothing it could sweep. */
  record Nothing(String why) implements Begun {}
}

package io.tidemark.tracker.intake;

/** More deliveries wait than are written in time; nothing was saved. */
public final class Overloaded extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Overloaded(int most) {
    super("%d deliveries wait to be written already; nothing was saved.".formatted(most));
  }
}

package io.tidemark.upstream;

/**
 * Counts the calls of one piece of work and tells when a platform refuses everything it is asked. A
 * search for the item to blame would then cost calls and find none. Thread-safe.
 */
public final class RefusalGuard {

  /**
   * Calls while all of them are refused: enough to isolate one bad item of a full batch, wherever
   * it stands.
   */
  public static final int MOST_CALLS = 12;

  private int calls;
  private int refused;

  /** Counts a call with any outcome but a refusal of the whole. */
  public synchronized void answered() {
    calls++;
  }

  /** Counts a call that was refused as a whole. */
  public synchronized void refused() {
    calls++;
    refused++;
  }

  /** Whether calls were made, and every one of them was refused. */
  public synchronized boolean wasOnlyRefused() {
    return calls > 0 && refused == calls;
  }

  /** Whether {@link #MOST_CALLS} or more were made, and every one of them was refused. */
  public synchronized boolean refusesEverything() {
    return refused >= MOST_CALLS && refused == calls;
  }
}

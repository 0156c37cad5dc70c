package io.tidemark.upstream;

/**
 * Counts the calls of one piece of work and tells when a platform refuses whatever is asked: then
 * looking for the item that is to blame costs calls and finds none. Thread-safe.
 */
public final class RefusalGuard {

  /**
   * Calls while all of them are refused: enough to isolate one bad item of a full batch, wherever
   * it stands.
   */
  public static final int MOST_CALLS = 12;

  private int calls;
  private int refused;

  /** A call was answered in whichever way but by a refusal. */
  public synchronized void answered() {
    calls++;
  }

  /** A call was refused as a whole. */
  public synchronized void refused() {
    calls++;
    refused++;
  }

  /** Whether calls were made, and every one of them was refused. */
  public synchronized boolean wasOnlyRefused() {
    return calls > 0 && refused == calls;
  }

  /** Whether so many calls were refused, and no other one made, that asking on is in vain. */
  public synchronized boolean refusesEverything() {
    return refused >= MOST_CALLS && refused == calls;
  }
}

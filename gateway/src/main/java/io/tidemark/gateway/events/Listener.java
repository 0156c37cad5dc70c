package io.tidemark.gateway.events;

import io.tidemark.access.Caller;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.List;

/**
 * One stream. What a slow client does not take is not kept for it: once it takes data again, it
 * receives {@code reset} and reads everything again.
 */
final class Listener {

  /** Bytes that may wait in the socket's queue: what may be told at one moment fits in. */
  private static final int QUEUE = 128 * 1024;

  /** Characters after which it is asked again whether there is room for more. */
  private static final int PIECE = 16 * 1024;

  private final HttpServerResponse response;
  private final Caller caller;
  private final String process;
  private final long endsAt;
  private boolean behind;
  private int beatsBehind;

  /**
   * @param nanoTime now, as {@link System#nanoTime()} has it
   */
  Listener(
      HttpServerResponse response, Caller caller, String process, long nanoTime, Duration lasts) {
    this.response = response.setWriteQueueMaxSize(QUEUE);
    this.caller = caller;
    this.process = process;
    this.endsAt = nanoTime + lasts.toNanos();
  }

  /** Tells what happened at one moment, in as few pieces as may be. */
  void hear(List<EncodedEvent> news) {
    if (behind) {
      return;
    }
    var piece = new StringBuilder();
    for (EncodedEvent encoded : news) {
      if (encoded.event().isFor(caller)) {
        piece.append(encoded.frame());
        if (piece.length() >= PIECE) {
          write(piece);
          if (behind) {
            return;
          }
        }
      }
    }
    write(piece);
  }

  private void write(StringBuilder piece) {
    if (piece.isEmpty()) {
      return;
    }
    if (response.writeQueueFull()) {
      behind = true;
      return;
    }
    response.write(piece.toString());
    piece.setLength(0);
  }

  /**
   * Tells one who was behind and can hear again that something was left out.
   *
   * @param newest the number of the last event, after which it goes on
   */
  void catchUp(long newest) {
    if (behind && !response.writeQueueFull()) {
      behind = false;
      beatsBehind = 0;
      response.write(Event.frame("reset", process, newest, "{}"));
    }
  }

  /**
   * A sign of life, so that proxies keep the connection and dead ones are noticed.
   *
   * @return whether it goes on; not for one whose time is over, or that takes nothing any more
   */
  boolean beat(long nanoTime) {
    if (nanoTime - endsAt >= 0 || response.ended() || response.closed()) {
      return false;
    }
    if (behind) {
      beatsBehind++;
      return beatsBehind < 3;
    }
    response.write(": alive\n\n");
    return true;
  }

  /**
   * Ends a listener that only wanted to know what it had missed.
   *
   * @param newest the number of the last event
   */
  void endWith(long newest) {
    response.end(behind ? Event.frame("reset", process, newest, "{}") : ": that was all\n\n");
  }

  void end() {
    if (!response.ended() && !response.closed()) {
      if (behind) {
        response.reset(); // an end would wait behind what it does not take
      } else {
        response.end();
      }
    }
  }
}

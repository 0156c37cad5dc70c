package io.tidemark.gateway.events;

import io.tidemark.access.Caller;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.List;

/**
 * One open stream. Events for a client that is too slow are dropped; when it reads again it
 * receives {@code reset} and has to read everything again.
 */
final class Listener {

  /** Bytes of the write queue; the events of one moment fit into it. */
  private static final int QUEUE = 128 * 1024;

  /** Characters after which the free space of the queue is checked again. */
  private static final int PIECE = 16 * 1024;

  private final HttpServerResponse response;
  private final Caller caller;
  private final String process;
  private final long endsAt;
  private boolean behind;
  private int beatsBehind;

  /**
   * @param nanoTime now, in terms of {@link System#nanoTime()}
   */
  Listener(
      HttpServerResponse response, Caller caller, String process, long nanoTime, Duration lasts) {
    this.response = response.setWriteQueueMaxSize(QUEUE);
    this.caller = caller;
    this.process = process;
    this.endsAt = nanoTime + lasts.toNanos();
  }

  /** Sends the events of one moment in as few writes as possible. */
  void send(List<Event> events) {
    if (behind) {
      return;
    }
    var piece = new StringBuilder();
    for (Event event : events) {
      if (event.isFor(caller)) {
        piece.append(event.frame());
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
   * Sends {@code reset} to a client that was behind and reads again.
   *
   * @param newest the number of the last event, after which the stream continues
   */
  void catchUp(long newest) {
    if (behind && !response.writeQueueFull()) {
      behind = false;
      beatsBehind = 0;
      response.write(Event.frame("reset", process, newest, "{}"));
    }
  }

  /**
   * Sends a comment, so that proxies keep the connection open and dead connections are noticed.
   *
   * @return false when the stream is to end: its time is over, or the client no longer reads
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
   * Ends a stream whose client only requested the events it had missed.
   *
   * @param newest the number of the last event
   */
  void endWith(long newest) {
    response.end(behind ? Event.frame("reset", process, newest, "{}") : ": that was all\n\n");
  }

  void end() {
    if (!response.ended() && !response.closed()) {
      if (behind) {
        response.reset(); // a regular end would wait for the queue, which the client does not read
      } else {
        response.end();
      }
    }
  }
}

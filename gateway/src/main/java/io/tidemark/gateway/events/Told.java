package io.tidemark.gateway.events;

/**
 * An event on its way to many.
 *
 * @param frame as it goes over the wire, made once for all of them
 */
record Told(Event event, String frame) {

  /**
   * @param process whose numbers the events have
   */
  static Told of(Event event, String process) {
    return new Told(event, event.frame(process));
  }
}

package io.tidemark.gateway.events;

/**
 * An event and its bytes.
 *
 * @param frame as it goes over the wire, encoded once for all streams
 */
record EncodedEvent(Event event, String frame) {

  /**
   * @param process whose numbers the events have
   */
  static EncodedEvent of(Event event, String process) {
    return new EncodedEvent(event, event.frame(process));
  }
}

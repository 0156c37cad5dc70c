package io.tidemark.gateway.events;

/**
 * An event and its bytes.
 *
 * @param frame the wire form, encoded once for all streams
 */
record EncodedEvent(Event event, String frame) {

  /**
   * @param process the process that numbers the events
   */
  static EncodedEvent of(Event event, String process) {
    return new EncodedEvent(event, event.frame(process));
  }
}

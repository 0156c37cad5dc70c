package io.tidemark.gateway.events;

/**
 * An event on its way to many.
 *
 * @param frame as it goes over the wire, made once for all of them
 */
record EncodedEvent(Event event, String frame) {

  /**
   * @param process whose numbers the events have
   */
  static EncodedEvent of(Event event, String process) {
    return new EncodedEvent(event, event.frame(process));
  }
}

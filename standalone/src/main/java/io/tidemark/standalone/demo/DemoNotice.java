package io.tidemark.standalone.demo;

import io.vertx.core.Future;

/** A notice of the demo that is shown once, when its future completes. */
final class DemoNotice {

  private final String label;
  private final String address;
  private final Future<String> notice;
  private boolean shown;

  /**
   * @param label on the screen
   * @param address with more information
   */
  DemoNotice(String label, String address, Future<String> notice) {
    this.label = label;
    this.address = address;
    this.notice = notice;
  }

  void showOn(ProgressDisplay screen) {
    if (!shown && notice.isComplete()) {
      shown = true;
      screen.say(
          "  %-12s %s"
              .formatted(
                  label,
                  notice.succeeded() ? notice.result() : "failed: " + notice.cause().getMessage()));
      screen.say("               " + address);
      screen.say("");
    }
  }

  boolean isShown() {
    return shown;
  }
}

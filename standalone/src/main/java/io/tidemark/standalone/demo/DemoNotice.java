package io.tidemark.standalone.demo;

import io.vertx.core.Future;

/** A notice of the demo that is shown once, when its future completes. */
final class DemoNotice {

  private final String what;
  private final String where;
  private final Future<String> happening;
  private boolean shown;

  /**
   * @param label on the screen
   * @param address with more information
   */
  DemoNotice(String what, String where, Future<String> happening) {
    this.what = what;
    this.where = where;
    this.happening = happening;
  }

  void showOn(ProgressDisplay screen) {
    if (!shown && happening.isComplete()) {
      shown = true;
      screen.say(
          "  %-12s %s"
              .formatted(
                  what,
                  happening.succeeded()
                      ? happening.result()
                      : "failed: " + happening.cause().getMessage()));
      screen.say("               " + where);
      screen.say("");
    }
  }

  boolean isShown() {
    return shown;
  }
}

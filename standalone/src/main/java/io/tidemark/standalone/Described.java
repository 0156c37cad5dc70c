package io.tidemark.standalone;

/** A command of which there are several with the same options and another description. */
interface Described {

  /** A description in one sentence. */
  String does();
}

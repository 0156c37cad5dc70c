package io.tidemark.budget;

import io.tidemark.access.Hashes;

/** Whose budget it is: a platform, and a short hash of what it knows us by. */
public record Credential(String upstream, String name) {

  /** The prefix of its keys; the braces keep them on one node of a cluster. */
  String prefix() {
    return "tidemark:budget:{" + upstream + ":" + name + "}";
  }

  /** The same, of before names had 64 bits. */
  String formerPrefix() {
    return new Credential(upstream, Hashes.formerName(name)).prefix();
  }
}

package io.tidemark.profiles.hooks;

import java.util.List;

/** A way in which a post may begin. */
public record HookType(String slug, String name, String description, List<String> examples) {

  public HookType {
    examples = List.copyOf(examples);
  }
}

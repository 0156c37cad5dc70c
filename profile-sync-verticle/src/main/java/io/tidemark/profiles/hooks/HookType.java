package io.tidemark.profiles.hooks;

import java.util.List;

public record HookType(String slug, String name, String description, List<String> examples) {
  public HookType {
    examples = List.copyOf(examples);
  }
}

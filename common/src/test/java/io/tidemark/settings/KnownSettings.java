package io.tidemark.settings;

import java.util.Set;

/** For tests of other packages. */
public final class KnownSettings {

  private KnownSettings() {}

  /** The names of all settings. */
  public static Set<String> names() {
    return SettingsReader.names();
  }
}

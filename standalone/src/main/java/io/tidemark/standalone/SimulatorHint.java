package io.tidemark.standalone;

import io.tidemark.settings.SettingsReader;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Which settings send a process to the simulated platforms, a line for each platform. */
final class SimulatorHint {

  private static final String ADDRESS = "address";
  private static final String KEY = "key";

  /** What the process asks for its address and its key; of a platform it may not ask yet, none. */
  private static final List<Map<String, String>> PLATFORMS =
      List.of(
          Map.of("TIDEMARK_TWITTERAPI_BASE_URL", ADDRESS, "TIDEMARK_TWITTERAPI_KEY", KEY),
          Map.of("TIDEMARK_X_BASE_URL", ADDRESS, "TIDEMARK_X_BEARER_TOKEN", KEY),
          Map.of("TIDEMARK_INSTAGRAM_BASE_URL", ADDRESS, "TIDEMARK_FACEBOOK_BASE_URL", ADDRESS),
          Map.of(
              "TIDEMARK_TIKTOK_BASE_URL", ADDRESS,
              "TIDEMARK_TIKTOK_CLIENT_KEY", KEY,
              "TIDEMARK_TIKTOK_CLIENT_SECRET", KEY),
          Map.of("TIDEMARK_RAPIDAPI_BASE_URL", ADDRESS, "TIDEMARK_RAPIDAPI_KEY", KEY),
          Map.of("TIDEMARK_OPENAI_BASE_URL", ADDRESS, "TIDEMARK_OPENAI_KEY", KEY));

  private SimulatorHint() {}

  static List<String> lines(String address, String key) {
    return PLATFORMS.stream()
        .map(
            settings ->
                settings.entrySet().stream()
                    // An unknown one would stop the start of whoever copies the line.
                    .filter(setting -> SettingsReader.knows(setting.getKey()))
                    .sorted(Map.Entry.comparingByKey())
                    .map(
                        setting ->
                            setting.getKey()
                                + "="
                                + (setting.getValue().equals(ADDRESS) ? address : key))
                    .collect(Collectors.joining(" ")))
        .filter(line -> !line.isEmpty())
        .toList();
  }
}

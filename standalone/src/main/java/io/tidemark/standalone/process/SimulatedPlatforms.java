package io.tidemark.standalone.process;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The settings that connect a process to the simulated platforms. */
public final class SimulatedPlatforms {

  private static final String ADDRESS = "address";
  private static final String KEY = "key";

  private static final Map<String, String> OPENAI =
      Map.of("TIDEMARK_OPENAI_BASE_URL", ADDRESS, "TIDEMARK_OPENAI_KEY", KEY);

  /** The settings of address and key of each platform. */
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
          OPENAI);

  private SimulatedPlatforms() {}

  /** The settings for the terminal, a line for each platform. */
  public static List<String> lines(String address, String key) {
    return PLATFORMS.stream()
        .map(
            platform ->
                filled(platform, address, key).entrySet().stream()
                    .map(setting -> setting.getKey() + "=" + setting.getValue())
                    .collect(Collectors.joining(" ")))
        .toList();
  }

  /** The settings of all platforms except OpenAI; without a key the in-process models are used. */
  public static Map<String, String> settings(String address, String key) {
    Map<String, String> all = new TreeMap<>();
    PLATFORMS.stream()
        .filter(platform -> platform != OPENAI)
        .forEach(platform -> all.putAll(filled(platform, address, key)));
    return all;
  }

  private static Map<String, String> filled(
      Map<String, String> platform, String address, String key) {
    Map<String, String> filled = new TreeMap<>(platform);
    filled.replaceAll((name, what) -> what.equals(ADDRESS) ? address : key);
    return filled;
  }
}

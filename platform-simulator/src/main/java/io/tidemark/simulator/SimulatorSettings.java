package io.tidemark.simulator;

/**
 * Settings of a simulator that do not change while it runs.
 *
 * @param port 0 for any free port
 * @param seed the same seed produces the same accounts, texts and random decisions
 * @param twitterApiKey the only {@code X-API-Key} that twitterapi.io accepts
 * @param xBearerToken the only bearer token that X accepts, or several with commas between them
 * @param tikTokClientKey the only application that TikTok gives tokens to
 * @param tikTokClientSecret goes with {@code tikTokClientKey}
 * @param rapidApiKey the only {@code x-rapidapi-key} that the LinkedIn scraper accepts
 * @param openAiKey the only bearer token that OpenAI accepts
 */
public record SimulatorSettings(
    String host,
    int port,
    long seed,
    String twitterApiKey,
    String xBearerToken,
    String tikTokClientKey,
    String tikTokClientSecret,
    String rapidApiKey,
    String openAiKey) {

  private static final String DEMO = "demo-key";

  /**
   * @throws IllegalArgumentException when there is no such port
   */
  public SimulatorSettings {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be between 0 and 65535, not " + port);
    }
  }

  /** Uses {@code demo-key} for every other key. */
  public SimulatorSettings(
      String host, int port, long seed, String twitterApiKey, String xBearerToken) {
    this(host, port, seed, twitterApiKey, xBearerToken, DEMO, DEMO, DEMO, DEMO);
  }

  /** Loopback only, a free port, and {@code demo-key} for every key. */
  public static SimulatorSettings defaults() {
    return new SimulatorSettings("127.0.0.1", 0, 1, DEMO, DEMO);
  }

  /** Uses one key for all platforms. */
  public static SimulatorSettings withKey(String host, int port, long seed, String key) {
    return new SimulatorSettings(host, port, seed, key, key, key, key, key, key);
  }
}

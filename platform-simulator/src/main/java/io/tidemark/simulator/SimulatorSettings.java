package io.tidemark.simulator;

/**
 * How a simulator is set up for its whole life; what changes while it runs are its faults.
 *
 * @param port 0 for any free port
 * @param seed the same seed makes the same people, texts and chances
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

  public SimulatorSettings {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be between 0 and 65535, not " + port);
    }
  }

  /** With {@code demo-key} wherever else a key is asked for. */
  public SimulatorSettings(
      String host, int port, long seed, String twitterApiKey, String xBearerToken) {
    this(host, port, seed, twitterApiKey, xBearerToken, DEMO, DEMO, DEMO, DEMO);
  }

  /** This machine only, a free port, and {@code demo-key} wherever a key is asked for. */
  public static SimulatorSettings defaults() {
    return new SimulatorSettings("127.0.0.1", 0, 1, DEMO, DEMO);
  }

  /** One key wherever one is asked for. */
  public static SimulatorSettings withKey(String host, int port, long seed, String key) {
    return new SimulatorSettings(host, port, seed, key, key, key, key, key, key);
  }

  public SimulatorSettings withPort(int port) {
    return new SimulatorSettings(
        host,
        port,
        seed,
        twitterApiKey,
        xBearerToken,
        tikTokClientKey,
        tikTokClientSecret,
        rapidApiKey,
        openAiKey);
  }
}

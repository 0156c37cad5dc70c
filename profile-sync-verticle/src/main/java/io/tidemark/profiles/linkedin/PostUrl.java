package io.tidemark.profiles.linkedin;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The canonical form of a post's url, which identifies the post. */
public final class PostUrl {

  private static final Pattern URN =
      Pattern.compile("urn:li:(activity|share|ugcpost):([0-9]{6,25})", Pattern.CASE_INSENSITIVE);
  private static final Pattern SLUG =
      Pattern.compile(
          "/posts/[^/]*-(activity|share|ugcpost)-([0-9]{6,25})(?:[-/].*)?$",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern PARTS =
      Pattern.compile("^(?:https?:)?(?://)?([^/?#]+)([^?#]*).*$", Pattern.CASE_INSENSITIVE);
  private static final Pattern LINKEDIN =
      Pattern.compile("(?:[a-z0-9-]+\\.)*linkedin\\.com(?::[0-9]+)?");

  /** Decoding rounds: forwarded links are often encoded more than once. */
  private static final int MOST_ENCODED = 3;

  private PostUrl() {}

  /**
   * @return the canonical url; empty when it is no url of LinkedIn
   */
  public static Optional<String> normalise(String url) {
    String plain = decoded(url.strip());
    Matcher parts = PARTS.matcher(plain);
    if (!parts.matches() || !LINKEDIN.matcher(parts.group(1).toLowerCase(Locale.ROOT)).matches()) {
      return Optional.empty();
    }
    String path = parts.group(2);
    Matcher urn = URN.matcher(path);
    if (urn.find()) {
      return Optional.of(of(urn.group(1), urn.group(2)));
    }
    Matcher slug = SLUG.matcher(path);
    if (slug.find()) {
      return Optional.of(of(slug.group(1), slug.group(2)));
    }
    String bare = path.replaceAll("/+", "/").replaceFirst("/$", "");
    return bare.isEmpty() ? Optional.empty() : Optional.of("https://www.linkedin.com" + bare);
  }

  /** The url of a post of which only the urn is known. */
  static Optional<String> ofUrn(String urn) {
    Matcher matcher = URN.matcher(urn);
    if (matcher.find()) {
      return Optional.of(of(matcher.group(1), matcher.group(2)));
    }
    return urn.matches("[0-9]{6,25}") ? Optional.of(of("activity", urn)) : Optional.empty();
  }

  private static String of(String kind, String number) {
    String word = kind.equalsIgnoreCase("ugcpost") ? "ugcPost" : kind.toLowerCase(Locale.ROOT);
    return "https://www.linkedin.com/feed/update/urn:li:" + word + ":" + number;
  }

  private static String decoded(String url) {
    String plain = url;
    for (int i = 0; i < MOST_ENCODED && plain.indexOf('%') >= 0; i++) {
      try {
        // URLDecoder would read a plus in a path as a space.
        String once = URLDecoder.decode(plain.replace("+", "%2B"), StandardCharsets.UTF_8);
        if (once.equals(plain)) {
          return plain;
        }
        plain = once;
      } catch (IllegalArgumentException halfEncoded) {
        return plain;
      }
    }
    return plain;
  }
}

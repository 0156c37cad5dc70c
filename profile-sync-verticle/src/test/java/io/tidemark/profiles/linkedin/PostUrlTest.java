package io.tidemark.profiles.linkedin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostUrlTest {

  private static final String ONE =
      "https://www.linkedin.com/feed/update/urn:li:activity:7133709424296165377";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://www.linkedin.com/feed/update/urn:li:activity:7133709424296165377/",
        "http://linkedin.com/feed/update/urn:li:activity:7133709424296165377",
        "https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A7133709424296165377/?utm=1#x",
        "https://www.linkedin.com/feed/update/urn%253Ali%253Aactivity%253A7133709424296165377",
        "https://fr.linkedin.com/posts/ada_why-not-activity-7133709424296165377-AbC_",
        "https://www.linkedin.com/posts/ada_why-activity-7133709424296165377-AbCd/?utm_source=share",
        "//www.linkedin.com/posts/ada%5Fwhy-activity-7133709424296165377",
        "LINKEDIN.com/feed/update/URN:LI:ACTIVITY:7133709424296165377//",
      })
  void allFormsOfOnePostAreOne(String url) {
    assertThat(PostUrl.normalise(url)).contains(ONE);
  }

  @ParameterizedTest
  @CsvSource({
    "https://www.linkedin.com/feed/update/urn:li:share:7133709424296165377,"
        + " https://www.linkedin.com/feed/update/urn:li:share:7133709424296165377",
    "https://www.linkedin.com/feed/update/urn:li:ugcPost:7133709424296165377/,"
        + " https://www.linkedin.com/feed/update/urn:li:ugcPost:7133709424296165377",
    "https://www.linkedin.com/pulse/On-Writing/?x=1, https://www.linkedin.com/pulse/On-Writing",
  })
  void otherPostsStayOthers(String url, String expected) {
    assertThat(PostUrl.normalise(url)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "https://www.linkedin.com/",
        "https://evil.example/feed/update/urn:li:activity:7133709424296165377",
        "https://linkedin.com.evil.example/posts/a-activity-7133709424296165377-x",
        "%",
      })
  void whatIsNoPostHasNoForm(String url) {
    assertThat(PostUrl.normalise(url)).isEmpty();
  }

  @Test
  void howAUrlIsWrittenNeverMattersAndTheOneFormStaysItself() {
    var random = new Random(20260310);
    for (int i = 0; i < 2_000; i++) {
      String number = Long.toString(7_000_000_000_000_000_000L + random.nextLong(1L << 50));
      String slug = "author-" + random.nextInt(99) + "_some-words";
      String path =
          random.nextBoolean()
              ? "/feed/update/" + encoded(random, "urn:li:activity:" + number)
              : "/posts/" + slug + "-activity-" + number + "-" + Integer.toHexString(i);
      String written =
          pick(random, "https://", "http://", "HTTPS://", "//", "")
              + pick(random, "www.linkedin.com", "linkedin.com", "de.linkedin.com", "Linkedin.COM")
              + path
              + pick(random, "", "/", "//")
              + pick(random, "", "?utm_source=share&a=%2F", "#comments", "?");

      String one = PostUrl.normalise(written).orElseThrow(() -> new AssertionError(written));

      assertThat(one)
          .as(written)
          .isEqualTo("https://www.linkedin.com/feed/update/urn:li:activity:" + number);
      assertThat(PostUrl.normalise(one)).contains(one);
    }
  }

  private static String encoded(Random random, String urn) {
    UnaryOperator<String> encode = text -> URLEncoder.encode(text, StandardCharsets.UTF_8);
    return switch (random.nextInt(4)) {
      case 0 -> urn;
      case 1 -> encode.apply(urn);
      case 2 -> encode.apply(encode.apply(urn));
      default -> encode.apply(urn).toLowerCase(Locale.ROOT);
    };
  }

  private static String pick(Random random, String... of) {
    return of[random.nextInt(of.length)];
  }
}

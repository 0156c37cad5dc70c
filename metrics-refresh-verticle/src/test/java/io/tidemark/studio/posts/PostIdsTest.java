package io.tidemark.studio.posts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.studio.platforms.StudioPlatform;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ids as people copy them. */
class PostIdsTest {

  private static String read(StudioPlatform platform, String given) {
    var post = new NewPost(1, given, null, null, null, Instant.EPOCH);
    return PostIds.read(platform, "111222333", post).externalId();
  }

  @ParameterizedTest
  @CsvSource({
    "INSTAGRAM, 17895695668004550, 17895695668004550",
    "INSTAGRAM, ' 17895695668004550 ', 17895695668004550",
    "TIKTOK, 7412345678901234567, 7412345678901234567",
    "TIKTOK, https://www.tiktok.com/@who/video/7412345678901234567?is_from=1, 7412345678901234567",
    "FACEBOOK, 111222333_456789, 111222333_456789",
    "FACEBOOK, 987654321, 987654321",
    "FACEBOOK, https://www.facebook.com/111222333/posts/456789, 111222333_456789",
    "FACEBOOK, https://www.facebook.com/brand/posts/456789, 111222333_456789",
    "FACEBOOK, https://www.facebook.com/permalink.php?story_fbid=456789&id=111222333, 111222333_456789",
    "FACEBOOK, https://www.facebook.com/brand/videos/987654321/, 987654321",
    "FACEBOOK, https://www.facebook.com/reel/987654321, 987654321",
    "INSTAGRAM, 007, 7",
    "TIKTOK, 007, 7",
    "FACEBOOK, 007, 7",
    "FACEBOOK, 0111222333_0007, 111222333_7",
    "TIKTOK, https://www.tiktok.com/@who/video/007412345678901234567, 7412345678901234567",
    "TIKTOK, 9223372036854775807, 9223372036854775807"
  })
  void whatHoldsAnIdIsUnderstood(StudioPlatform platform, String given, String expected) {
    assertThat(read(platform, given)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "INSTAGRAM, https://www.instagram.com/p/Cx1aBcDeFgH/, shortcode",
    "INSTAGRAM, Cx1aBcDeFgH, shortcode",
    "INSTAGRAM, 178956 95668004550, digits only",
    "TIKTOK, v_pub_url~v2-1.7412, not finished",
    "TIKTOK, v_inbox_file~v2.123, not finished",
    "TIKTOK, https://vm.tiktok.com/ZMabc/, digits only",
    "FACEBOOK, 999888777_456789, page 999888777",
    "FACEBOOK, https://www.facebook.com/999888777/posts/456789, page 999888777",
    "FACEBOOK, https://www.facebook.com/brand/posts/pfbid02abc, link that holds one",
    "FACEBOOK, pfbid02abcdefgh, link that holds one",
    "INSTAGRAM, summer, digits only",
    "TIKTOK, draft-1, digits only",
    "FACEBOOK, summer, link that holds one",
    "INSTAGRAM, 0, digits only",
    "TIKTOK, 000, digits only",
    "INSTAGRAM, 9223372036854775808, 64 bits",
    "TIKTOK, 99999999999999999999, 64 bits",
    "TIKTOK, https://www.tiktok.com/@who/video/99999999999999999999, 64 bits",
    "FACEBOOK, 99999999999999999999, 64 bits",
    "FACEBOOK, 111222333_99999999999999999999, 64 bits"
  })
  void whatHoldsNoneIsRefusedWithASentence(StudioPlatform platform, String given, String sentence) {
    assertThatThrownBy(() -> read(platform, given)).hasMessageContaining(sentence);
  }
}

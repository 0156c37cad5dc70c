package io.tidemark.studio.posts;

import io.tidemark.studio.platforms.StudioPlatform;
import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the platforms' ids of posts. Links that people copy are accepted when they contain the id,
 * and rejected with a sentence otherwise.
 */
public final class PostIds {

  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,30}");
  private static final Pattern PAGE_POST = Pattern.compile("([0-9]{1,30})_([0-9]{1,30})");
  private static final Pattern TIKTOK_LINK =
      Pattern.compile("(?i).*tiktok\\.com/.*/?(?:video|photo)/([0-9]{5,30}).*");
  private static final Pattern FACEBOOK_VIDEO =
      Pattern.compile(
          "(?i).*facebook\\.com/.*?(?:videos|reels?|watch/?\\?v=)[/=]?(?:[^/]*/)?([0-9]{5,30}).*");
  private static final Pattern FACEBOOK_POST =
      Pattern.compile("(?i).*facebook\\.com/([^/?]+)/(?:posts|photos)/(?:.*/)?([0-9]{5,30}).*");
  private static final Pattern STORY = Pattern.compile("[?&]story_fbid=([0-9]{5,30})(?:&|$)");
  private static final Pattern STORY_PAGE = Pattern.compile("[?&]id=([0-9]{5,30})(?:&|$)");

  private PostIds() {}

  /** The text is no id of a post; the message says why. */
  public static final class InvalidPostIdException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidPostIdException(String why) {
      super(why, null, false, false);
    }
  }

  /**
   * The post with the id in the platform's form.
   *
   * @param account the platform's id of the account
   * @throws InvalidPostIdException with a sentence when the text has no id
   */
  public static NewPost read(StudioPlatform platform, String account, NewPost post) {
    String given = post.externalId().strip();
    String id =
        switch (platform) {
          case INSTAGRAM -> instagram(given);
          case FACEBOOK -> facebook(given, account);
          case TIKTOK -> tiktok(given);
        };
    return new NewPost(
        post.account(), id, post.mediaType(), post.caption(), post.url(), post.postedAt());
  }

  /**
   * The canonical form of an id: a number of 64 bits above 0, without leading zeros. Two spellings
   * would make two posts of one.
   */
  private static Optional<String> canonical(String given) {
    if (!DIGITS.matcher(given).matches()) {
      return Optional.empty();
    }
    var number = new BigInteger(given);
    return number.signum() > 0 && number.bitLength() < Long.SIZE
        ? Optional.of(number.toString())
        : Optional.empty();
  }

  private static String instagram(String given) {
    return canonical(given)
        .orElseThrow(
            () ->
                new InvalidPostIdException(
                    "external_id must be the media's id of the Graph API, digits only and at most"
                        + " 64 bits; a link or its shortcode cannot be asked about"));
  }

  private static String tiktok(String given) {
    if (given.startsWith("v_pub_") || given.startsWith("v_inbox_")) {
      throw new InvalidPostIdException(
          "external_id is the handle of a publishing that TikTok has not finished;"
              + " bring the post in with the id of its video");
    }
    Matcher link = TIKTOK_LINK.matcher(given);
    return canonical(link.matches() ? link.group(1) : given)
        .orElseThrow(
            () ->
                new InvalidPostIdException(
                    "external_id must be the id of a video, digits only and at most 64 bits, or a"
                        + " link that holds it"));
  }

  private static String facebook(String given, String account) {
    String id = given;
    if (given.contains("/")) {
      id = ofLink(given, account);
    }
    Matcher ofPage = PAGE_POST.matcher(id);
    if (ofPage.matches()) {
      Optional<String> page = canonical(ofPage.group(1));
      Optional<String> post = canonical(ofPage.group(2));
      if (page.isEmpty() || post.isEmpty()) {
        throw new InvalidPostIdException(
            "external_id must be of two numbers of at most 64 bits, such as 123_456");
      }
      if (DIGITS.matcher(account).matches() && !page.equals(canonical(account))) {
        throw new InvalidPostIdException(
            "external_id is a post of page %s and not of the account's page %s"
                .formatted(page.get(), account));
      }
      return page.get() + "_" + post.get();
    }
    return canonical(id)
        .orElseThrow(
            () ->
                new InvalidPostIdException(
                    "external_id must be a post's id such as 123_456, a video's id of at most 64"
                        + " bits, or a link that holds one"));
  }

  private static String ofLink(String link, String account) {
    Matcher story = STORY.matcher(link);
    Matcher page = STORY_PAGE.matcher(link);
    if (story.find() && page.find()) {
      return page.group(1) + "_" + story.group(1);
    }
    Matcher post = FACEBOOK_POST.matcher(link);
    if (post.matches()) {
      String owner = DIGITS.matcher(post.group(1)).matches() ? post.group(1) : account;
      return owner + "_" + post.group(2);
    }
    Matcher video = FACEBOOK_VIDEO.matcher(link);
    return video.matches() ? video.group(1) : link;
  }
}

package io.tidemark.studio.posts;

import io.tidemark.studio.platforms.StudioPlatform;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ids by which platforms know posts. What people copy is understood where the id stands in it,
 * and refused with a sentence where it does not.
 */
public final class PostIds {

  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,30}");
  private static final Pattern PAGE_POST = Pattern.compile("([0-9]{1,30})_[0-9]{1,30}");
  private static final Pattern TIKTOK_LINK =
      Pattern.compile("(?i).*tiktok\\.com/.*/?(?:video|photo)/([0-9]{5,30}).*");
  private static final Pattern FACEBOOK_VIDEO =
      Pattern.compile(
          "(?i).*facebook\\.com/.*?(?:videos|reels?|watch/?\\?v=)[/=]?(?:[^/]*/)?([0-9]{5,30}).*");
  private static final Pattern FACEBOOK_POST =
      Pattern.compile("(?i).*facebook\\.com/([^/?]+)/(?:posts|photos)/(?:.*/)?([0-9]{5,30}).*");
  private static final Pattern STORY = Pattern.compile("[?&]story_fbid=([0-9]{5,30})(?:&|$)");
  private static final Pattern STORY_PAGE = Pattern.compile("[?&]id=([0-9]{5,30})(?:&|$)");

  /** Shorter than anything that people copy in place of an id: shortcodes have 11 characters. */
  private static final Pattern SHORT = Pattern.compile("[A-Za-z0-9_-]{1,8}");

  private PostIds() {}

  /** Says why a text is no id of a post. */
  public static final class NoId extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoId(String why) {
      super(why, null, false, false);
    }
  }

  /**
   * The post with its id as the platform knows it.
   *
   * @param account the platform's id of the account
   * @throws NoId with a sentence when none can be made out
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
   * Whether it may be an id; what is not all digits and too short to be mistaken is let through.
   */
  private static boolean isId(String given) {
    return DIGITS.matcher(given).matches() || SHORT.matcher(given).matches();
  }

  private static String instagram(String given) {
    if (isId(given)) {
      return given;
    }
    throw new NoId(
        "external_id must be the media's id of the Graph API, digits only;"
            + " a link or its shortcode cannot be asked about");
  }

  private static String tiktok(String given) {
    if (isId(given)) {
      return given;
    }
    if (given.startsWith("v_pub_") || given.startsWith("v_inbox_")) {
      throw new NoId(
          "external_id is the handle of a publishing that TikTok has not finished;"
              + " bring the post in with the id of its video");
    }
    Matcher link = TIKTOK_LINK.matcher(given);
    if (link.matches()) {
      return link.group(1);
    }
    throw new NoId("external_id must be the id of a video, digits only, or a link that holds it");
  }

  private static String facebook(String given, String account) {
    String id = given;
    if (given.contains("/")) {
      id = ofLink(given, account);
    }
    Matcher ofPage = PAGE_POST.matcher(id);
    if (ofPage.matches()) {
      if (DIGITS.matcher(account).matches() && !ofPage.group(1).equals(account)) {
        throw new NoId(
            "external_id is a post of page %s and not of the account's page %s"
                .formatted(ofPage.group(1), account));
      }
      return id;
    }
    if (isId(id)) {
      return id;
    }
    throw new NoId(
        "external_id must be a post's id such as 123_456, a video's id, or a link that holds one");
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

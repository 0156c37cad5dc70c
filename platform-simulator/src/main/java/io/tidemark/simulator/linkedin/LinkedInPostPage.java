package io.tidemark.simulator.linkedin;

import io.tidemark.simulator.endpoint.PlatformRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of fifty posts, newest first. The token names the last post of the previous page, so that
 * new posts do not shift pages. Without the token, or without its {@code start}, the first page is
 * returned again.
 *
 * @param next null on the last page
 */
record LinkedInPostPage(List<LinkedInPost> posts, int start, @Nullable String next) {

  private static final int SIZE = 50;

  static LinkedInPostPage of(List<LinkedInPost> newestFirst, PlatformRequest request) {
    int start = 0;
    long before = Long.MAX_VALUE;
    String[] token = decoded(request.query("pagination_token")).split(":", -1);
    if (token.length == 2 && token[0].equals(request.query("start"))) {
      start = Integer.parseInt(token[0]);
      before = Long.parseLong(token[1]);
    }
    long bound = before;
    List<LinkedInPost> rest =
        newestFirst.stream().filter(post -> Long.parseLong(post.urn()) < bound).toList();
    if (rest.size() <= SIZE) {
      return new LinkedInPostPage(rest, start, null);
    }
    List<LinkedInPost> page = rest.subList(0, SIZE);
    String next = start + SIZE + ":" + page.getLast().urn();
    return new LinkedInPostPage(
        page, start, Base64.getUrlEncoder().encodeToString(next.getBytes(StandardCharsets.UTF_8)));
  }

  /** The decoded token; empty when it is invalid. */
  private static String decoded(String token) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      return text.matches("[0-9]{1,6}:[0-8]?[0-9]{1,18}") ? text : "";
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}

package io.tidemark.simulator.tiktok;

import io.tidemark.simulator.endpoint.FaultyContent;
import io.tidemark.simulator.endpoint.PlatformRequest;
import io.tidemark.simulator.endpoint.PlatformResponse;
import io.tidemark.simulator.growth.SimulatedCounters;
import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.studio.Studio;
import io.tidemark.simulator.studio.StudioAccount;
import io.tidemark.simulator.studio.StudioPost;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Research API: the videos of all accounts, with ids as numbers beyond the precision of a double.
 * Pages are cut before missing videos are omitted, so that fewer than {@code max_count} are normal.
 */
final class ResearchVideos {

  private static final int MOST = 100;
  private static final int USUAL = 20;

  /** The API has no {@code play_count}. */
  private static final Set<String> FIELDS =
      Set.of(
          ("id create_time username video_description like_count comment_count share_count"
                  + " view_count favorites_count favourites_count")
              .split(" "));

  private final Studio studio;

  ResearchVideos(Studio studio) {
    this.studio = studio;
  }

  static List<String> idsAsked(PlatformRequest request) {
    try {
      return ResearchQuery.of(request.body()).ids();
    } catch (TikTokParameters.Invalid e) {
      return List.of(); // The endpoint says what is wrong with it.
    }
  }

  PlatformResponse query(PlatformRequest request) {
    try {
      List<String> fields = TikTokParameters.fields(request, FIELDS);
      JsonObject body = request.body();
      ResearchQuery query = ResearchQuery.of(body);
      if (query.ids().stream().anyMatch(request.faults().content().poisonIds()::contains)) {
        throw new TikTokParameters.Invalid("video_id is invalid");
      }
      long size = TikTokParameters.number(body, "max_count", 1, MOST, USUAL);
      long cursor = TikTokParameters.number(body, "cursor", 0, Integer.MAX_VALUE, 0);
      return page(query, (int) size, (int) cursor, fields, request);
    } catch (TikTokParameters.Invalid e) {
      return TikTokEnvelope.invalid(String.valueOf(e.getMessage()), request);
    }
  }

  private PlatformResponse page(
      ResearchQuery query, int size, int cursor, List<String> fields, PlatformRequest request) {
    List<StudioPost> matching = matching(query, request);
    boolean repeating = request.faults().content().repeatingCursor();
    String searchId = searchId(query);
    Object given = request.body().getValue("search_id");
    boolean foreign = given != null && !given.equals(searchId);
    if (foreign || cursor > matching.size()) {
      throw new TikTokParameters.Invalid("Invalid count or cursor");
    }
    int from = repeating ? 0 : cursor;
    int to = Math.min(matching.size(), from + size);
    JsonArray videos = new JsonArray();
    List<String> returned = new ArrayList<>();
    for (StudioPost post : matching.subList(from, to)) {
      if (isShown(post) && !FaultyContent.omitted(post.externalId(), request)) {
        videos.add(video(post, fields, request));
        returned.add(post.externalId());
      }
    }
    JsonObject data =
        new JsonObject()
            .put("videos", videos)
            .put("cursor", to)
            .put("has_more", to < matching.size() || repeating)
            .put("search_id", searchId);
    return TikTokEnvelope.ok(data, request).carrying(returned);
  }

  private List<StudioPost> matching(ResearchQuery query, PlatformRequest request) {
    return studio.posts().stream()
        .filter(post -> post.platform() == Platform.TIKTOK)
        .filter(post -> !post.createdAt().isAfter(request.now()))
        .filter(post -> query.matches(compared(post)))
        .sorted(Comparator.comparing(StudioPost::createdAt).reversed())
        .toList();
  }

  private ResearchQuery.Video compared(StudioPost post) {
    return new ResearchQuery.Video(
        post.externalId(),
        userName(post),
        post.createdAt().atZone(ZoneOffset.UTC).toLocalDate(),
        post.caption());
  }

  private boolean isShown(StudioPost post) {
    return studio
        .accounts()
        .find(post.account())
        .flatMap(account -> studio.seenBy(account, post.externalId()))
        .isPresent();
  }

  private String userName(StudioPost post) {
    return studio.accounts().find(post.account()).map(StudioAccount::userName).orElse("");
  }

  private JsonObject video(StudioPost post, List<String> fields, PlatformRequest request) {
    SimulatedCounters counters =
        FaultyContent.of(post.externalId(), post.countersAt(request.now()), request);
    JsonObject video = new JsonObject();
    for (String field : fields) {
      video.put(
          field,
          switch (field) {
            case "id" -> Long.valueOf(post.externalId());
            case "create_time" -> post.createdAt().getEpochSecond();
            case "username" -> userName(post);
            case "video_description" -> post.caption();
            case "like_count" -> counters.likes();
            case "comment_count" -> counters.replies();
            case "share_count" -> counters.retweets() + counters.quotes();
            case "view_count" -> counters.views();
            case "favorites_count", "favourites_count" -> counters.bookmarks();
            default -> throw new IllegalStateException("no such field " + field);
          });
    }
    return video;
  }

  /** The same search has the same id on all pages. */
  private static String searchId(ResearchQuery query) {
    return Long.toString(7_201_388_000_000_000_000L + (query.hashCode() & 0xFFFF_FFFFL));
  }
}

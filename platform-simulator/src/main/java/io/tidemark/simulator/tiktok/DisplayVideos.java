package io.tidemark.simulator.tiktok;

import io.tidemark.simulator.endpoint.FaultyContent;
import io.tidemark.simulator.endpoint.PlatformRequest;
import io.tidemark.simulator.endpoint.PlatformResponse;
import io.tidemark.simulator.growth.SimulatedCounters;
import io.tidemark.simulator.studio.Studio;
import io.tidemark.simulator.studio.StudioAccount;
import io.tidemark.simulator.studio.StudioPost;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Display API: the videos of the token's owner only. */
final class DisplayVideos {

  private static final int MOST = 20;
  private static final int USUAL = 10;
  private static final Duration LIFE_OF_A_COVER = Duration.ofHours(6);
  private static final Set<String> FIELDS =
      Set.of(
          ("id create_time cover_image_url share_url video_description title duration"
                  + " height width embed_html embed_link is_aigc like_count comment_count"
                  + " share_count view_count")
              .split(" "));

  private final Studio studio;

  DisplayVideos(Studio studio) {
    this.studio = studio;
  }

  /** Deleted, private and foreign videos are silently omitted. */
  PlatformResponse query(PlatformRequest request) {
    return orInvalid(
        request,
        () -> {
          List<String> fields = TikTokParameters.fields(request, FIELDS);
          List<Object> ids = TikTokParameters.videoIds(request.body());
          if (ids.isEmpty() || ids.size() > MOST) {
            throw new TikTokParameters.Invalid("video_ids must hold 1 to " + MOST + " ids");
          }
          for (Object id : ids) {
            boolean readable = id instanceof String text && text.matches("[0-9]{1,19}");
            if (!readable || request.faults().content().poisonIds().contains(String.valueOf(id))) {
              throw new TikTokParameters.Invalid("video_ids: cannot look up " + id);
            }
          }
          StudioAccount owner = owner(request);
          List<StudioPost> found =
              ids.stream()
                  .distinct()
                  .map(id -> studio.seenBy(owner, String.valueOf(id)))
                  .flatMap(Optional::stream)
                  .toList();
          return shown(found, fields, new JsonObject(), request);
        });
  }

  /**
   * Lists videos, newest first; the cursor is the creation time of the last one in Unix
   * milliseconds.
   */
  PlatformResponse list(PlatformRequest request) {
    return orInvalid(
        request,
        () -> {
          List<String> fields = TikTokParameters.fields(request, FIELDS);
          JsonObject body = request.body();
          long size = TikTokParameters.number(body, "max_count", 1, MOST, USUAL);
          long given = TikTokParameters.number(body, "cursor", 0, Long.MAX_VALUE, 0);
          boolean repeating = request.faults().content().repeatingCursor();
          long before = given == 0 || repeating ? Long.MAX_VALUE : given;
          List<StudioPost> older =
              studio.seenBy(owner(request)).stream()
                  .filter(post -> post.createdAt().toEpochMilli() < before)
                  .limit(size + 1)
                  .toList();
          List<StudioPost> page = older.subList(0, (int) Math.min(size, older.size()));
          JsonObject data =
              new JsonObject()
                  .put("cursor", page.isEmpty() ? given : page.getLast().createdAt().toEpochMilli())
                  .put("has_more", older.size() > size || (repeating && !page.isEmpty()));
          return shown(page, fields, data, request);
        });
  }

  private static PlatformResponse orInvalid(
      PlatformRequest request, Supplier<PlatformResponse> answer) {
    try {
      return answer.get();
    } catch (TikTokParameters.Invalid e) {
      return TikTokEnvelope.invalid(String.valueOf(e.getMessage()), request);
    }
  }

  /** The policy has already required a user's token. */
  private StudioAccount owner(PlatformRequest request) {
    return Objects.requireNonNull(TikTokPolicy.account(studio.accounts(), request));
  }

  private static PlatformResponse shown(
      List<StudioPost> found, List<String> fields, JsonObject data, PlatformRequest request) {
    List<StudioPost> shown =
        found.stream().filter(post -> !FaultyContent.omitted(post.externalId(), request)).toList();
    JsonArray videos = new JsonArray();
    shown.forEach(post -> videos.add(video(post, fields, request)));
    return TikTokEnvelope.ok(new JsonObject().put("videos", videos).mergeIn(data), request)
        .carrying(shown.stream().map(StudioPost::externalId).toList());
  }

  private static JsonObject video(StudioPost post, List<String> fields, PlatformRequest request) {
    SimulatedCounters counters =
        FaultyContent.of(post.externalId(), post.countersAt(request.now()), request);
    JsonObject video = new JsonObject();
    fields.forEach(field -> video.put(field, value(field, post, counters, request)));
    return video;
  }

  private static Object value(
      String field, StudioPost post, SimulatedCounters counters, PlatformRequest request) {
    String id = post.externalId();
    return switch (field) {
      case "id" -> id;
      case "create_time" -> post.createdAt().getEpochSecond();
      case "like_count" -> counters.likes();
      case "comment_count" -> counters.replies();
      case "share_count" -> counters.retweets() + counters.quotes();
      case "view_count" -> counters.views();
      case "title", "video_description" -> post.caption();
      case "duration" -> 15;
      case "height" -> 1_024;
      case "width" -> 576;
      case "is_aigc" -> false;
      case "cover_image_url" ->
          "https://p16-sign.tiktokcdn.example/%s.jpeg?x-expires=%d"
              .formatted(id, request.now().plus(LIFE_OF_A_COVER).getEpochSecond());
      case "share_url" -> "https://www.tiktok.com/@studio/video/" + id;
      case "embed_link" -> "https://www.tiktok.com/player/v1/" + id;
      case "embed_html" -> "<blockquote data-video-id=\"%s\"></blockquote>".formatted(id);
      default -> throw new IllegalStateException("no such field " + field);
    };
  }
}

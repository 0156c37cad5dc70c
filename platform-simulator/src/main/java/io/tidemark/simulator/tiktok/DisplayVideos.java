package io.tidemark.simulator.tiktok;

import io.tidemark.simulator.door.Answer;
import io.tidemark.simulator.door.Readings;
import io.tidemark.simulator.door.Visit;
import io.tidemark.simulator.growth.Counters;
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

/** Display API: the videos of the token's owner, and nobody else's. */
final class DisplayVideos {

  private static final int MOST = 20;
  private static final int USUAL = 10;
  private static final Duration LIFE_OF_A_COVER = Duration.ofHours(6);
  private static final Set<String> FIELDS =
      Set.of(
          "id",
          "create_time",
          "cover_image_url",
          "share_url",
          "video_description",
          "title",
          "duration",
          "height",
          "width",
          "embed_html",
          "embed_link",
          "is_aigc",
          "like_count",
          "comment_count",
          "share_count",
          "view_count");

  private final Studio studio;

  DisplayVideos(Studio studio) {
    this.studio = studio;
  }

  static List<String> idsAsked(Visit visit) {
    JsonObject filters = Wanted.object(visit.body(), "filters");
    return Wanted.list(filters, "video_ids").stream().map(String::valueOf).toList();
  }

  /** What is deleted, private or somebody else's is left out without a word. */
  Answer query(Visit visit) {
    return orInvalid(
        visit,
        () -> {
          List<String> fields = Wanted.fields(visit, FIELDS);
          JsonObject filters = Wanted.object(visit.body(), "filters");
          List<Object> ids = Wanted.list(filters, "video_ids");
          if (ids.isEmpty() || ids.size() > MOST) {
            throw new Wanted.Invalid("video_ids must hold 1 to " + MOST + " ids");
          }
          for (Object id : ids) {
            boolean readable = id instanceof String text && text.matches("[0-9]{1,19}");
            if (!readable || visit.faults().content().poisonIds().contains(String.valueOf(id))) {
              throw new Wanted.Invalid("video_ids: cannot look up " + id);
            }
          }
          StudioAccount owner = owner(visit);
          List<StudioPost> found =
              ids.stream()
                  .distinct()
                  .map(id -> studio.seenBy(owner, String.valueOf(id)))
                  .flatMap(Optional::stream)
                  .toList();
          return shown(found, fields, new JsonObject(), visit);
        });
  }

  /** The newest first; the cursor is the creation of the last one in unix milliseconds. */
  Answer list(Visit visit) {
    return orInvalid(
        visit,
        () -> {
          List<String> fields = Wanted.fields(visit, FIELDS);
          JsonObject body = visit.body();
          long size = Wanted.number(body, "max_count", 1, MOST, USUAL);
          long given = Wanted.number(body, "cursor", 0, Long.MAX_VALUE, 0);
          boolean repeating = visit.faults().content().repeatingCursor();
          long before = given == 0 || repeating ? Long.MAX_VALUE : given;
          List<StudioPost> older =
              studio.seenBy(owner(visit)).stream()
                  .filter(post -> post.createdAt().toEpochMilli() < before)
                  .limit(size + 1)
                  .toList();
          List<StudioPost> page = older.subList(0, (int) Math.min(size, older.size()));
          JsonObject data =
              new JsonObject()
                  .put("cursor", page.isEmpty() ? given : page.getLast().createdAt().toEpochMilli())
                  .put("has_more", older.size() > size || (repeating && !page.isEmpty()));
          return shown(page, fields, data, visit);
        });
  }

  private static Answer orInvalid(Visit visit, Supplier<Answer> answer) {
    try {
      return answer.get();
    } catch (Wanted.Invalid e) {
      return Replies.invalid(String.valueOf(e.getMessage()), visit);
    }
  }

  /** The door lets nobody in here without one. */
  private StudioAccount owner(Visit visit) {
    return Objects.requireNonNull(TikTokDoor.account(studio.accounts(), visit));
  }

  private static Answer shown(
      List<StudioPost> found, List<String> fields, JsonObject data, Visit visit) {
    List<StudioPost> shown =
        found.stream().filter(post -> !Readings.omitted(post.externalId(), visit)).toList();
    JsonArray videos = new JsonArray();
    shown.forEach(post -> videos.add(video(post, fields, visit)));
    return Replies.ok(new JsonObject().put("videos", videos).mergeIn(data), visit)
        .carrying(shown.stream().map(StudioPost::externalId).toList());
  }

  private static JsonObject video(StudioPost post, List<String> fields, Visit visit) {
    Counters counters = Readings.of(post.externalId(), post.countersAt(visit.now()), visit);
    JsonObject video = new JsonObject();
    fields.forEach(field -> video.put(field, value(field, post, counters, visit)));
    return video;
  }

  private static Object value(String field, StudioPost post, Counters counters, Visit visit) {
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
              .formatted(id, visit.now().plus(LIFE_OF_A_COVER).getEpochSecond());
      case "share_url" -> "https://www.tiktok.com/@studio/video/" + id;
      case "embed_link" -> "https://www.tiktok.com/player/v1/" + id;
      case "embed_html" -> "<blockquote data-video-id=\"%s\"></blockquote>".formatted(id);
      default -> throw new IllegalStateException("no such field " + field);
    };
  }
}

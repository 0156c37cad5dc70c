package io.tidemark.studio.platforms;

import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.PostOutcome;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A platform's API, asked on behalf of one connected account at a time. */
public interface StudioSource {

  /** The platform answered for the post and has no numbers; this is not a failure. */
  String NO_DATA = "no data yet";

  /** Why a post cannot be read when none of the account's posts can. */
  String CANNOT_TELL =
      "cannot tell: deleted or rights lost; connecting the account again would show which";

  /**
   * A connected account with its token in the clear: never logged, never stored.
   *
   * @param id the row of studio_accounts
   * @param externalId the platform's id of the account
   */
  record Account(long id, String workspace, String externalId, String accessToken) {

    /** Without the token. */
    @Override
    public String toString() {
      return "account " + id;
    }
  }

  /**
   * A post of the account.
   *
   * @param id the row of studio_social_posts
   * @param externalId the platform's id of the post
   * @param mediaType {@code IMAGE}, {@code VIDEO}, {@code REELS} …; null where it is not known
   */
  record PostRef(long id, String externalId, @Nullable String mediaType, Instant publishedAt) {}

  /** Why an account fails when the platform refuses every request for it. */
  String REFUSES_EVERYTHING = "the platform refuses whatever is asked";

  StudioPlatform platform();

  /**
   * Whether the source itself isolates posts that fail a request. Then {@code Refused} means that
   * all posts of the request are refused.
   */
  default boolean isolatesRefusals() {
    return false;
  }

  /** The most posts of one call. */
  int mostPosts();

  /**
   * Asks about up to {@link #mostPosts} posts of one account.
   *
   * @return when answered, an outcome for every post, by its row id; {@code AuthDead} when the
   *     token is rejected; never fails
   */
  Future<CallOutcome<Map<Long, PostOutcome<Metrics>>>> read(Account account, List<PostRef> posts);
}

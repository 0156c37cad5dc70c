package io.tidemark.studio.runs;

import io.tidemark.clock.WorldClock;
import io.tidemark.settings.StudioSettings;
import io.tidemark.studio.accounts.Accounts;
import io.tidemark.studio.growth.PostChoice;
import io.tidemark.studio.posts.Posts;
import io.vertx.core.Vertx;

/** What all runs of a process use. */
record RefreshContext(
    Vertx vertx,
    WorldClock clock,
    StudioSettings settings,
    Accounts accounts,
    Posts posts,
    PostChoice choices,
    RunMeters meters) {}

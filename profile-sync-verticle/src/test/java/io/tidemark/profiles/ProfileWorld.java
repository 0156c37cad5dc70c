package io.tidemark.profiles;

import static io.tidemark.boot.TestFoundation.await;

import io.tidemark.boot.TestFoundation;
import io.tidemark.clock.SettableClock;
import io.tidemark.contract.Message.StartProfileSync;
import io.tidemark.jobs.JobWorker;
import io.tidemark.profiles.authors.NewProfile;
import io.tidemark.profiles.authors.Profiles;
import io.tidemark.profiles.jobs.Job;
import io.tidemark.profiles.jobs.JobType;
import io.tidemark.profiles.jobs.Jobs;
import io.tidemark.profiles.linkedin.RapidApi;
import io.tidemark.profiles.sync.ProfileSyncJob;
import io.tidemark.runs.StartResult;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Profiles on real stores, a provider on a real socket, and a clock that stands. */
public final class ProfileWorld implements AutoCloseable {

  /** A Tuesday. */
  public static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");

  private final Vertx vertx = Vertx.vertx();

  public final SettableClock clock = new SettableClock(NOON);
  public final FakeRapidApi provider = new FakeRapidApi(vertx);
  public final FakeModels models = new FakeModels();
  public final TestFoundation stores;
  public final Profiles profiles;
  public final Jobs jobs;

  public ProfileWorld(String... settings) {
    Map<String, String> all = new HashMap<>();
    all.put("TIDEMARK_RAPIDAPI_BASE_URL", provider.url());
    all.put("TIDEMARK_RAPIDAPI_KEY", "a-key");
    all.put("TIDEMARK_UPSTREAM_RETRY_DELAY", "1ms");
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    stores = TestFoundation.lay(clock, all);
    profiles = new Profiles(stores.pool());
    jobs = new Jobs(stores.pool(), clock);
  }

  public long profile(String linkedinId) {
    return profile(linkedinId, null, 2);
  }

  public long profile(String linkedinId, String workspace, int priority) {
    return await(
            profiles.add(
                new NewProfile(
                    workspace, linkedinId, linkedinId, null, NewProfile.INFLUENCER, true, priority),
                clock.instant()))
        .orElseThrow();
  }

  public JobWorker pass() {
    return ProfileSyncJob.worker(stores.app(), new RapidApi(stores.app()), models.all());
  }

  public long start() {
    return ((StartResult.Started)
            await(jobs.start("manual", new StartProfileSync(50, true, true, null))))
        .run();
  }

  /** Starts a sync for all and lets it do what it can at once. */
  public Job sync() {
    long id = start();
    pass().runOnce();
    return job(id);
  }

  public Job job(long id) {
    return await(jobs.find(id)).orElseThrow();
  }

  public Job step(long cascade, JobType type) {
    return await(jobs.steps(cascade)).stream()
        .filter(step -> step.type() == type)
        .findFirst()
        .orElseThrow();
  }

  /** The lease of a process that died runs out. */
  public void leaseEnds() {
    stores.sql("update timers set leased_until = null");
  }

  @Override
  public void close() {
    stores.close();
    provider.close();
    await(vertx.close());
  }
}

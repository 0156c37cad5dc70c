package io.tidemark.gateway.studio;

import static io.tidemark.boot.TestFoundation.await;

import io.tidemark.gateway.Answer;
import io.tidemark.gateway.GatewayWorld;
import io.tidemark.studio.MetricsRefresh;
import io.tidemark.studio.ScriptedSource;
import io.tidemark.studio.platforms.StudioPlatform;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A gateway and a metrics refresh over an Instagram that a test scripts. */
abstract class StudioRoutesTestBase {

  static final String SECRET = "cron-secret-of-the-tests";

  final GatewayWorld world = GatewayWorld.begin(Map.of("TIDEMARK_STUDIO_CRON_SECRET", SECRET));
  final ScriptedSource instagram = new ScriptedSource(StudioPlatform.INSTAGRAM, 50);

  private MetricsRefresh refresh;

  long account;

  @BeforeEach
  void begin() {
    // The regular run has its turn later, so that the runs are those of the test.
    world.stores.sql(
        "insert into timers (kind, subject, due_at) values ('studio-refresh', 0, '2100-01-01')");
    refresh = await(MetricsRefresh.deploy(world.stores.app(), List.of(instagram)));
    world.workspace("brand");
    account = world.account("brand", "instagram", "i1");
  }

  @AfterEach
  void end() {
    await(refresh.undeploy());
    world.close();
  }

  Answer cron() {
    return world.api.call("refreshStudioMetrics").query("secret", SECRET).send();
  }
}

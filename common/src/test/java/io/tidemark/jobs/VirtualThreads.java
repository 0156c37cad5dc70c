package io.tidemark.jobs;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;

/** Runs what awaits where awaiting is allowed. */
final class VirtualThreads {

  static final DeploymentOptions VIRTUAL =
      new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD);

  private VirtualThreads() {}

  /** Calls {@code work} in a virtual-thread verticle of its own. */
  static <T> Future<T> call(Vertx vertx, Callable<T> work) {
    var result = Promise.<T>promise();
    var verticle =
        new VerticleBase() {
          @Override
          public Future<?> start() throws Exception {
            result.complete(work.call());
            return Future.succeededFuture();
          }
        };
    return vertx
        .deployVerticle(verticle, VIRTUAL)
        .compose(vertx::undeploy)
        .compose(undeployed -> result.future());
  }
}

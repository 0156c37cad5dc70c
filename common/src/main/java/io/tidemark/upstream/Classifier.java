package io.tidemark.upstream;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;

/** Reads one platform's answers. */
@FunctionalInterface
public interface Classifier<T> {

  /** An answer that cannot be read may throw: that is a failure of the platform. */
  CallOutcome<T> classify(HttpResponse<Buffer> response);
}

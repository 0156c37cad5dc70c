package io.tidemark.upstream;

import io.tidemark.budget.UpstreamQuota;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;
import java.util.List;
import java.util.function.Function;

/** Reads one platform's answers. */
@FunctionalInterface
public interface Classifier<T> {

  /** An answer that cannot be read may throw: that is a failure of the platform. */
  CallOutcome<T> classify(HttpResponse<Buffer> response);

  /** What the headers of any answer say is left, in the platform's own windows. */
  default List<UpstreamQuota> reported(HttpResponse<Buffer> response) {
    return List.of();
  }

  /** One that also reads headers. */
  static <T> Classifier<T> reporting(
      Classifier<T> classifier, Function<HttpResponse<Buffer>, List<UpstreamQuota>> headers) {
    return new Classifier<>() {
      @Override
      public CallOutcome<T> classify(HttpResponse<Buffer> response) {
        return classifier.classify(response);
      }

      @Override
      public List<UpstreamQuota> reported(HttpResponse<Buffer> response) {
        return headers.apply(response);
      }
    };
  }
}

package io.tidemark.upstream;

import io.tidemark.budget.BillableUsage;
import io.tidemark.budget.Cost;
import io.tidemark.telemetry.Traces.Span;
import io.tidemark.upstream.CallOutcome.Transient;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.StreamResetException;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.codec.BodyCodec;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * One call with its tries: sends the request of each, and classifies what is no answer.
 *
 * @param request makes the request anew for each try
 * @param cutMayPass whether a connection that ends without an answer may still be repeated
 */
record PlatformCall<T>(
    Span span,
    Cost cost,
    String tenant,
    Supplier<HttpRequest<Buffer>> request,
    @Nullable Buffer body,
    Classifier<T> classifier,
    Function<T, BillableUsage> returned,
    AtomicBoolean cutMayPass) {

  /**
   * The outcome of one try.
   *
   * @param free whether the platform is known to have answered, or to have got nothing: a request
   *     that was sent and got no answer may have been billed
   */
  record TryResult<T>(CallOutcome<T> outcome, boolean free) {}

  /**
   * A failed try, told by its cause alone: a request that could not even be made, or a GET whose
   * connection ended before any answer. To repeat that one changes nothing but the bill.
   */
  private static final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final boolean made;

    Failed(Throwable cause, boolean made) {
      super(cause.toString(), cause, false, false);
      this.made = made;
    }

    @Override
    public String toString() {
      return String.valueOf(getMessage());
    }
  }

  /** Sends one try; whatever context it runs on, its span is the call's. */
  Future<HttpResponse<Buffer>> send(Duration timeout) {
    long millis = timeout.toMillis();
    // Inside compose: a request that cannot even be made fails the future.
    return Future.succeededFuture(this)
        .compose(call -> call.span.in(() -> call.sent(call.made().timeout(millis))))
        // The client's own timeout watches for silence; a trickle of bytes must end as well.
        .timeout(millis + 500, TimeUnit.MILLISECONDS);
  }

  private HttpRequest<Buffer> made() {
    try {
      return request.get();
    } catch (RuntimeException defect) {
      throw new Failed(defect, false);
    }
  }

  private Future<HttpResponse<Buffer>> sent(HttpRequest<Buffer> made) {
    BodyCodec<Buffer> codec = made.bodyCodec();
    var answered = new AtomicBoolean();
    HttpRequest<Buffer> watched =
        made.as(
            () -> { // asked for when the head of an answer has come
              answered.set(true);
              return codec.stream();
            });
    return (body == null ? watched.send() : watched.sendBuffer(body))
        .recover(
            problem ->
                Future.failedFuture(
                    made.method().equals(HttpMethod.GET) && !answered.get() && isCut(problem)
                        ? new Failed(problem, true)
                        : problem));
  }

  /** Whether the other side closed or reset a connection. */
  private static boolean isCut(Throwable problem) {
    return problem instanceof HttpClosedException
        || problem instanceof StreamResetException
        || (problem instanceof IOException
            && !(problem instanceof ConnectException)
            && !(problem instanceof UnknownHostException)
            && !(problem instanceof SSLException));
  }

  /** Classifies a try that got no answer, or one that cannot be read. */
  TryResult<T> failed(String upstream, Duration timeout, Throwable problem) {
    if (problem instanceof TimeoutException) {
      return new TryResult<>(
          new Transient<>(
              "%s did not answer within %d ms".formatted(upstream, timeout.toMillis()), false),
          false);
    }
    if (problem instanceof ConnectException) {
      return new TryResult<>(
          new Transient<>(upstream + " cannot be reached: " + problem.getMessage(), true), true);
    }
    boolean onceMore = problem instanceof Failed cut && cut.made && cutMayPass.getAndSet(false);
    return new TryResult<>(
        new Transient<>("%s gave no usable answer: %s".formatted(upstream, problem), onceMore),
        neverLeft(problem));
  }

  /** The request was not sent: no address, no trusted connection, or no request. */
  private static boolean neverLeft(Throwable problem) {
    return problem instanceof UnknownHostException
        || problem instanceof SSLHandshakeException
        || (problem instanceof Failed failed && !failed.made);
  }
}

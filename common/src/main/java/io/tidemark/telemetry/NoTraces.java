package io.tidemark.telemetry;

import io.vertx.core.Future;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Does the work and records no trace. */
final class NoTraces implements Traces, Traces.Step {

  static final NoTraces INSTANCE = new NoTraces();

  private NoTraces() {}

  @Override
  public boolean collected() {
    return false;
  }

  @Override
  public Step begin(String name, Collection<String> follows, long began) {
    return this;
  }

  @Override
  public Step begin(String name) {
    return this;
  }

  @Override
  public Optional<String> here() {
    return Optional.empty();
  }

  @Override
  public void called(String name) {}

  @Override
  public <T> Future<T> step(String name, Supplier<Future<T>> work) {
    return work.get();
  }

  @Override
  public Step with(String key, String value) {
    return this;
  }

  @Override
  public Step with(String key, long value) {
    return this;
  }

  @Override
  public <T> Future<T> in(Supplier<Future<T>> work) {
    return work.get();
  }

  @Override
  public <T> T awaiting(Supplier<T> work) {
    return work.get();
  }

  @Override
  public void past(String name, long began, long ended) {}

  @Override
  public void end(@Nullable Throwable problem) {}
}

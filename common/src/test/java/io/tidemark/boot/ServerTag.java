package io.tidemark.boot;

import java.util.Arrays;
import java.util.Optional;

/** The tag of tests that need PostgreSQL, Redis, a browser or another process. */
final class ServerTag {

  private static final StackWalker STACK =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  private ServerTag() {}

  /** Refuses a caller whose test class has not got the tag; callers outside of tests may pass. */
  static void require() {
    Optional<Class<?>> test =
        STACK.walk(
            frames ->
                frames
                    .<Class<?>>map(frame -> frame.getDeclaringClass().getNestHost())
                    .filter(type -> type.getSimpleName().endsWith("Test"))
                    .findFirst());
    if (test.isPresent() && !isTagged(test.get())) {
      throw new IllegalStateException(
          test.get().getName() + " needs a server: tag it @Tag(\"server\")");
    }
  }

  /** By name: jqwik has a Tag of its own, and most modules have no jqwik. */
  private static boolean isTagged(Class<?> test) {
    return Arrays.stream(test.getAnnotations())
        .filter(annotation -> annotation.annotationType().getSimpleName().equals("Tag"))
        .anyMatch(annotation -> annotation.toString().endsWith("(\"server\")"));
  }
}

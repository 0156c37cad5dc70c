package io.tidemark.build;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The class loader of the compiler's plugins, made anew for each compilation, over one that stays:
 * Error Prone's classes are loaded, and compiled by the JVM, once for all modules. The compiler
 * creates it by the name that its option {@code procloader} gives, and loads plugins as usual where
 * there is no such class.
 */
public final class SharedLoader extends URLClassLoader {

  private static final Map<List<String>, ClassLoader> KEPT = new ConcurrentHashMap<>();

  /** As the compiler calls it. */
  public SharedLoader(URL[] path, ClassLoader parent) {
    super(
        new URL[0],
        KEPT.computeIfAbsent(
            Arrays.stream(path).map(URL::toString).toList(),
            asked -> new URLClassLoader(path, parent)));
  }
}

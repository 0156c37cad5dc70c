package io.tidemark.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image has neither the embedded servers nor what starts containers. */
class WithoutServersTest {

  @TempDir private static Path folder;

  /** Loads this package anew, without the libraries that the image leaves out. */
  private static final class Image extends ClassLoader {

    Image() {
      super(WithoutServersTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.matches("(io\\.zonky|redis\\.embedded|org\\.testcontainers)\\..*")) {
        throw new ClassNotFoundException(name);
      }
      return name.startsWith("io.tidemark.stores.") ? own(name) : super.loadClass(name, resolve);
    }

    private Class<?> own(String name) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? define(name) : loaded;
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (file == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] code = file.readAllBytes();
        return defineClass(name, code, 0, code.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  @Test
  void keptStoresAreRefusedInOneSentenceAndLeaveNothing() {
    Path data = folder.resolve("data");

    assertThatThrownBy(() -> call("kept", new Class<?>[] {Path.class}, data))
        .hasToString(
            StoreUnavailableException.class.getName()
                + ": The embedded stores are not part of this image: set TIDEMARK_POSTGRES_URL and"
                + " TIDEMARK_REDIS_URL for `run`; start `demo` and `cluster` from a checkout or"
                + " from the archive of a release.");
    assertThat(data).doesNotExist();
  }

  @Test
  void temporaryStoresAreRefusedBeforeTheirFolderIsMade() {
    assertThatThrownBy(() -> call("temporary", new Class<?>[0]))
        .hasMessageStartingWith("The embedded stores are not part of this image");
  }

  private static void call(String method, Class<?>[] types, Object... arguments) throws Throwable {
    Class<?> stores = new Image().loadClass(LocalStores.class.getName());
    try {
      stores.getMethod(method, types).invoke(null, arguments);
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause();
    }
  }
}

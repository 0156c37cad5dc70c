package io.tidemark.simulator.faults;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.lang.reflect.RecordComponent;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Copies records with some components changed. */
public final class RecordCopy {

  private RecordCopy() {}

  /**
   * A builder: each method with arguments puts them into the map, under its own name, and returns
   * the builder; several arguments become a set. The method without arguments returns the result.
   */
  public static <B> B builder(
      Class<B> type, Map<String, @Nullable Object> values, Supplier<?> result) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              if (arguments == null) {
                return result.get();
              }
              Object value = arguments[0];
              boolean many = value instanceof Object[];
              values.put(method.getName(), many ? Set.copyOf(List.of((Object[]) value)) : value);
              return self;
            }));
  }

  /**
   * The record with the given values in place of its own.
   *
   * @throws IllegalArgumentException when the record has no component of a name, or its constructor
   *     refuses a value
   */
  public static <R extends Record> R of(R record, Map<String, @Nullable Object> values) {
    RecordComponent[] components = record.getClass().getRecordComponents();
    Set<String> unknown = new HashSet<>(values.keySet());
    Stream.of(components).map(RecordComponent::getName).forEach(unknown::remove);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("%s has no %s".formatted(record.getClass(), unknown));
    }
    Class<?>[] types = Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    @Nullable Object[] arguments = new Object[components.length];
    try {
      for (int i = 0; i < components.length; i++) {
        String name = components[i].getName();
        arguments[i] =
            values.containsKey(name)
                ? values.get(name)
                : components[i].getAccessor().invoke(record);
      }
      @SuppressWarnings("unchecked")
      R copy = (R) record.getClass().getDeclaredConstructor(types).newInstance(arguments);
      return copy;
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw refused;
      }
      throw new IllegalStateException("cannot copy " + record, e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot copy " + record, e);
    }
  }
}

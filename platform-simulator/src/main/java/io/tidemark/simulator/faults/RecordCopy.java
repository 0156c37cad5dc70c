package io.tidemark.simulator.faults;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Copies records with some components changed. */
public final class RecordCopy {

  private RecordCopy() {}

  /**
   * The record with the given values in place of its own; names it does not have are ignored.
   *
   * @throws IllegalArgumentException when the record's constructor refuses a value
   */
  public static <R extends Record> R of(R record, Map<String, @Nullable Object> values) {
    RecordComponent[] components = record.getClass().getRecordComponents();
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

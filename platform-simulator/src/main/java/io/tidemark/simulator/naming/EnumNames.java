package io.tidemark.simulator.naming;

import com.fasterxml.jackson.databind.EnumNamingStrategy;
import java.util.Locale;

/** How constants are called in JSON. */
public final class EnumNames {

  private EnumNames() {}

  /** {@code FAR_FUTURE} is {@code far_future}. */
  public static final class SnakeCase implements EnumNamingStrategy {
    @Override
    public String convertEnumToExternalName(String constant) {
      return constant.toLowerCase(Locale.ROOT);
    }
  }

  /** {@code NOT_FOUND} is {@code not-found}. */
  public static final class KebabCase implements EnumNamingStrategy {
    @Override
    public String convertEnumToExternalName(String constant) {
      return constant.toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}

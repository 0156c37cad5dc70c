package io.tidemark.access;

/**
 * A key at the only moment at which it can be read.
 *
 * @param key what its holder will present
 */
public record NewKey(String key, ApiKey stored) {

  /** Without the key: a record that is logged by accident gives nothing away. */
  @Override
  public String toString() {
    return "NewKey[" + stored + "]";
  }
}

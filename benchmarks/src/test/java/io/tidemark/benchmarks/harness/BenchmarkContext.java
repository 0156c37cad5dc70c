package io.tidemark.benchmarks.harness;

import io.tidemark.stores.LocalStores;
import java.util.function.Consumer;

/**
 * Where a benchmark works.
 *
 * @param rounds how often each side is measured; a first round is for warming up and not counted
 * @param stores one server of each kind for all sides; each side takes {@link
 *     LocalStores#newDatabase()}
 * @param say progress, line by line
 */
public record BenchmarkContext(Size size, int rounds, LocalStores stores, Consumer<String> say) {}

package io.tidemark.benchmarks.harness;

import io.tidemark.stores.LocalStores;
import java.util.function.Consumer;

/**
 * The context of a benchmark run.
 *
 * @param rounds number of measured rounds per contestant; a first round for warming up is not
 *     counted
 * @param stores one server of each kind for all contestants; each takes {@link
 *     LocalStores#newDatabase()}
 * @param progress receives progress, line by line
 */
public record BenchmarkContext(
    Size size, int rounds, LocalStores stores, Consumer<String> progress) {}

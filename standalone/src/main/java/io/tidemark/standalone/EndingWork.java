package io.tidemark.standalone;

/** A command that works for a result: one that is stopped before has failed. */
interface EndingWork {}

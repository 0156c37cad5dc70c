package io.tidemark.gateway.reads;

import io.tidemark.tracker.reads.SnapshotPages.Page;

/** How pages of snapshots are written as CSV. */
interface CsvForm {

  /** The line with the names of the columns. */
  String header();

  /** The lines of a page; called once for each page, in their order. */
  String lines(Page page);
}

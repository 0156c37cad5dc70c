package io.tidemark.gateway.reads;

import io.micrometer.core.instrument.Counter;
import io.tidemark.tracker.reads.Freshness;
import io.tidemark.tracker.reads.SnapshotPages;
import io.tidemark.tracker.reads.SnapshotPages.Page;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One CSV answer in progress. The next page is read when the previous one has been sent, so only
 * one page is in memory even if the caller reads slowly.
 */
final class CsvDownload {

  private static final Logger log = LoggerFactory.getLogger(CsvDownload.class);

  private final RoutingContext request;
  private final HttpServerResponse response;
  private final SnapshotPages pages;
  private final String file;
  private final Freshness fresh;
  private final CsvForm form;
  private final Counter counter;
  private final Runnable atEnd;
  private long lines;

  /**
   * @param fresh the freshness when the download began
   * @param counter counts the lines read
   * @param atEnd runs once, when the download has ended for any reason
   */
  CsvDownload(
      RoutingContext request,
      SnapshotPages pages,
      String file,
      Freshness fresh,
      CsvForm form,
      Counter counter,
      Runnable atEnd) {
    this.request = request;
    this.response = request.response();
    this.pages = pages;
    this.file = file;
    this.fresh = fresh;
    this.form = form;
    this.counter = counter;
    this.atEnd = atEnd;
  }

  /**
   * Reads and sends a page, then calls itself. A chain of futures would grow with every page and
   * complete through all of them.
   */
  void next() {
    if (response.closed()) {
      gone();
      return;
    }
    pages.next().onSuccess(this::send).onFailure(this::broken);
  }

  private void send(Page page) {
    counter.increment(page.lines().size());
    if (response.closed()) {
      gone();
      return;
    }
    String text = form.lines(page);
    if (!response.headWritten()) {
      // Headers are sent after the first page: until then a failure is answered with a problem.
      response
          .setChunked(true)
          .putHeader("Content-Type", "text/csv; charset=utf-8")
          .putHeader("Content-Disposition", "attachment; filename=\"" + file + "\"")
          .putHeader("Cache-Control", "no-store");
      say("Tidemark-Captured-At", fresh.capturedAt());
      say("Tidemark-Next-Update-At", fresh.nextUpdateAt());
      text = form.header() + text;
    }
    lines += page.lines().size();
    if (page.isLast()) {
      response.end(text).onComplete(sent -> atEnd.run());
    } else if (text.isEmpty()) {
      next();
    } else {
      response.write(text).onSuccess(sent -> next()).onFailure(away -> gone());
    }
  }

  private void say(String header, @Nullable Instant time) {
    if (time != null) {
      response.putHeader(header, time.toString());
    }
  }

  private void gone() {
    atEnd.run();
    log.atInfo()
        .addKeyValue("file", file)
        .addKeyValue("lines", lines)
        .log("An export ended early: the caller closed the connection");
  }

  /** Aborts the download; the problem handler closes the connection, so it cannot seem complete. */
  private void broken(Throwable problem) {
    atEnd.run();
    if (response.headWritten()) {
      log.atWarn()
          .addKeyValue("file", file)
          .addKeyValue("lines", lines)
          .setCause(problem)
          .log("An export failed after its first page");
    }
    request.fail(problem);
  }
}

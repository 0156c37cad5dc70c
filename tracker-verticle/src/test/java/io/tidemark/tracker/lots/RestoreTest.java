package io.tidemark.tracker.lots;

import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.boot.TestFoundation;
import io.tidemark.jobs.JobWorker;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.stores.LocalStores;
import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.TweetSources;
import io.tidemark.tracker.cadence.Cadence;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A base backup is made while lots wait, and a server begins with it hours later. */
@Tag("server")
class RestoreTest {

  @TempDir private Path folder;

  /** As pg_basebackup does it: the server goes on while its files are copied. */
  private static void backUp(LocalStores from, Path to) throws Exception {
    URI url = URI.create(from.postgres().url());
    String[] login = url.getUserInfo().split(":", 2);
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://%s:%d%s".formatted(url.getHost(), url.getPort(), url.getPath()),
                login[0],
                login[1]);
        var statement = connection.createStatement()) {
      statement.execute("select pg_backup_start('drill', true)");
      copy(from.folder().resolve("postgres"), to.resolve("postgres"));
      try (var rows = statement.executeQuery("select labelfile from pg_backup_stop(false)")) {
        rows.next();
        Files.writeString(to.resolve("postgres/backup_label"), rows.getString(1));
      }
      copy(from.folder().resolve("postgres/pg_wal"), to.resolve("postgres/pg_wal"));
      Files.setPosixFilePermissions(
          to.resolve("postgres"), PosixFilePermissions.fromString("rwx------"));
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : (Iterable<Path>) all::iterator) {
        Path copied = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(copied);
        } else if (!path.getFileName().toString().startsWith("postmaster.")) {
          copyUnlessGone(path, copied);
        }
      }
    }
  }

  /** The server removes files while they are copied; its log makes up for them. */
  private static void copyUnlessGone(Path from, Path to) throws IOException {
    try {
      Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    } catch (NoSuchFileException gone) {
      assertThat(from).doesNotExist();
    }
  }

  private static long snapshotsOf(TestFoundation stores) {
    return stores.number("select count(*) from twitter_engagement_history");
  }

  @Test
  void eachLotThatBecameDueMeanwhileFiresOnceAndWhatWasLostIsTakenInAgain() throws Exception {
    LocalStores first = LocalStores.kept(folder.resolve("first"));
    try (var world = TrackerWorld.begin(Map.of("TIDEMARK_POSTGRES_URL", first.postgres().url()))) {
      world.zone("brand", Cadence.HOURLY_LOT);
      List<SimulatedTweet> tweets = world.post(5, growing(60));
      world.deliver("brand", tweets);
      world.clock.advance(Duration.ofMinutes(61));
      world.pass().runDue();
      assertThat(world.snapshots()).isEqualTo(5);

      backUp(first, folder.resolve("second"));
      world.clock.advance(Duration.ofHours(1));
      world.pass().runDue();
      List<SimulatedTweet> lost = world.post(2, growing(60));
      world.deliver("brand", lost);
      assertThat(world.snapshots()).isEqualTo(10);
      first.close();
      world.clock.advance(Duration.ofHours(3));

      try (LocalStores second = LocalStores.kept(folder.resolve("second"));
          TestFoundation restored = world.anotherPod(second.postgres().url())) {
        assertThat(snapshotsOf(restored)).isEqualTo(5);
        JobWorker worker = world.pass(restored.app(), TweetSources.of(restored.app()));

        assertThat(worker.runDue()).as("one lot").isEqualTo(1);
        assertThat(snapshotsOf(restored))
            .as("rounds that were missed are not made up")
            .isEqualTo(10);
        assertThat(worker.runDue()).isZero();
        assertThat(restored.number("select count(distinct tweet_id) from twitter_tweets"))
            .isEqualTo(5);

        world.accept(restored.app(), "brand", lost);
        world.clock.advance(Duration.ofMinutes(61));
        assertThat(worker.runDue()).isEqualTo(2);
        assertThat(snapshotsOf(restored)).isEqualTo(17);
      }
    }
  }
}

package io.tidemark.simulator.growth;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;

/** The times of the retweets of a real tweet, in seconds after it was posted, over seven days. */
final class RecordedCascade {

  private static final String RESOURCE = "retweet_cascades.csv.gz";

  private final int[] seconds;

  private RecordedCascade(int[] seconds) {
    this.seconds = seconds;
    Arrays.sort(this.seconds);
  }

  static RecordedCascade any(SplittableRandom random) {
    return all().get(random.nextInt(all().size()));
  }

  static List<RecordedCascade> all() {
    return Loaded.CASCADES;
  }

  int size() {
    return seconds.length;
  }

  int seconds(int index) {
    return seconds[index];
  }

  /** Retweets up to and including this second. */
  int countUntil(double second) {
    int low = 0;
    int high = seconds.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (seconds[middle] <= second) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Loaded on first use. */
  private static final class Loaded {
    static final List<RecordedCascade> CASCADES = read();

    private static List<RecordedCascade> read() {
      try (InputStream resource = RecordedCascade.class.getResourceAsStream(RESOURCE)) {
        if (resource == null) {
          throw new IllegalStateException("resource " + RESOURCE + " is missing");
        }
        return parse(
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(resource), StandardCharsets.US_ASCII)));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read resource " + RESOURCE, e);
      }
    }

    private static List<RecordedCascade> parse(BufferedReader rows) throws IOException {
      List<RecordedCascade> cascades = new ArrayList<>();
      int[] times = new int[20_000];
      int count = 0;
      String cascade = "";
      rows.readLine(); // the header
      for (String row = rows.readLine(); row != null; row = rows.readLine()) {
        int first = row.indexOf(',');
        int second = row.indexOf(',', first + 1);
        if (row.substring(0, first).equals(cascade)) {
          times[count++] = Integer.parseInt(row, first + 1, second, 10);
          continue;
        }
        if (count > 0) {
          cascades.add(new RecordedCascade(Arrays.copyOf(times, count)));
        }
        cascade = row.substring(0, first);
        count = 0; // The first row is the tweet itself, not a retweet.
      }
      cascades.add(new RecordedCascade(Arrays.copyOf(times, count)));
      return List.copyOf(cascades);
    }
  }
}

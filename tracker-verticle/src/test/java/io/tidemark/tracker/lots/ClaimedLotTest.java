package io.tidemark.tracker.lots;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.jobs.Claim;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClaimedLotTest {

  private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");

  private final List<Claim> claims = new ArrayList<>();
  private final List<ClaimedLot> lots = new ArrayList<>();

  /** Claims one more lot, less overdue than those before. */
  private void claim(long lot, String zone, int tweets) {
    claims.add(new Claim(lot, NOON.plusSeconds(lot), 1));
    lots.add(new ClaimedLot(lot, zone, tweets, true));
  }

  @Test
  void allLotsThatFitArePolledTogether() {
    claim(1, "acme", 2);
    claim(2, "acme", 3);
    claim(3, "brand", 5);

    assertThat(ClaimedLot.together(claims, lots, 10)).containsExactlyInAnyOrder(1L, 2L, 3L);
  }

  @Test
  void zonesTakeTurnsForTheRoom() {
    claim(1, "acme", 4);
    claim(2, "acme", 4);
    claim(3, "acme", 4);
    claim(4, "brand", 4);

    assertThat(ClaimedLot.together(claims, lots, 8)).containsExactlyInAnyOrder(1L, 4L);
  }

  @Test
  void noLotOvertakesAnOlderOneOfItsZone() {
    claim(1, "acme", 4);
    claim(2, "acme", 7);
    claim(3, "acme", 1);
    claim(4, "brand", 4);

    assertThat(ClaimedLot.together(claims, lots, 10)).containsExactlyInAnyOrder(1L, 4L);
  }

  @Test
  void aLotThatNeverFitsIsPolledAloneWhenItIsTheOldest() {
    claim(1, "acme", 4);
    claim(2, "brand", 11);
    claim(3, "other", 2);
    assertThat(ClaimedLot.together(claims, lots, 10)).containsExactlyInAnyOrder(1L, 3L);

    claims.removeFirst();
    assertThat(ClaimedLot.together(claims, lots, 10)).containsExactly(2L);
  }
}

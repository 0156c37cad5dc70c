package io.tidemark.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailedAttemptsTest {

  private static final String ATTACKER = "192.0.2.1";

  private final TestTime time = new TestTime();
  private final FailedAttempts attempts = new FailedAttempts(20, time);

  @Test
  void nineteenFailuresAreForgivenAndTheTwentiethBlocks() {
    fail(ATTACKER, 19);
    assertThat(attempts.blockedForSeconds(ATTACKER)).isEmpty();

    fail(ATTACKER, 1);

    assertThat(attempts.blockedForSeconds(ATTACKER)).hasValue(30);
    assertThat(attempts.blockedForSeconds("192.0.2.2")).isEmpty();
  }

  @Test
  void aBlockEndsAndSaysHowLongItLasts() {
    fail(ATTACKER, 20);

    time.pass(Duration.ofMillis(29_001));
    assertThat(attempts.blockedForSeconds(ATTACKER)).hasValue(1);

    time.pass(Duration.ofMillis(999));
    assertThat(attempts.blockedForSeconds(ATTACKER)).isEmpty();
  }

  @Test
  void failuresThatAreSpreadOutBlockNobody() {
    for (int failure = 0; failure < 200; failure++) {
      fail(ATTACKER, 1);
      time.pass(Duration.ofMillis(3_200));
      assertThat(attempts.blockedForSeconds(ATTACKER)).isEmpty();
    }
  }

  @Test
  void theMinuteIsAnyMinute() {
    fail(ATTACKER, 1);
    time.pass(Duration.ofSeconds(50));
    fail(ATTACKER, 10);
    time.pass(Duration.ofSeconds(30));

    fail(ATTACKER, 9);
    assertThat(attempts.blockedForSeconds(ATTACKER)).as("the first one is too old").isEmpty();

    fail(ATTACKER, 1);
    assertThat(attempts.blockedForSeconds(ATTACKER)).hasValue(30);
  }

  @Test
  void aBlockDoublesUpToAQuarterOfAnHourWhileItGoesOn() {
    int[] expected = {30, 60, 120, 240, 480, 900, 900, 900};
    for (int seconds : expected) {
      fail(ATTACKER, 20);
      assertThat(attempts.blockedForSeconds(ATTACKER)).hasValue(seconds);
      time.pass(Duration.ofSeconds(seconds));
      assertThat(attempts.blockedForSeconds(ATTACKER)).isEmpty();
    }
  }

  @Test
  void afterAQuarterOfAnHourOfPeaceABlockIsShortAgain() {
    fail(ATTACKER, 20);
    time.pass(Duration.ofSeconds(30));
    fail(ATTACKER, 20);
    assertThat(attempts.blockedForSeconds(ATTACKER)).hasValue(60);

    time.pass(Duration.ofSeconds(60).plusMinutes(15).plusNanos(1));
    fail(ATTACKER, 20);

    assertThat(attempts.blockedForSeconds(ATTACKER)).hasValue(30);
  }

  @Test
  void failuresThatWereUnderWayWhenTheBlockBeganDoNotLengthenIt() {
    fail(ATTACKER, 60);

    assertThat(attempts.blockedForSeconds(ATTACKER)).hasValue(30);
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8:0:1::1, 2001:db8:0:1:ffff:1:2:3, true",
    "2001:db8:0:1::1, 2001:0db8:0000:0001::1, true",
    "2001:db8:0:1::1, 2001:db8:0:2::1, false",
    "::ffff:192.0.2.1, 192.0.2.1, true",
    "::ffff:192.0.2.1, ::ffff:192.0.2.2, false",
    "fe80::1%eth0, fe80::2, true",
    "unknown, unknown, true",
    "unknown, other, false"
  })
  void addressesOfOneNetworkOfVersionSixAreOne(String one, String other, boolean same) {
    fail(one, 20);

    assertThat(attempts.blockedForSeconds(other).isPresent()).isEqualTo(same);
  }

  @Test
  void aFloodOfAddressesDoesNotGrowForEver() {
    for (int address = 0; address < 150_000; address++) {
      fail("10.%d.%d.%d".formatted(address >> 16, (address >> 8) & 255, address & 255), 1);
    }

    assertThat(attempts.size()).isLessThanOrEqualTo(100_000);
  }

  @Test
  void whatWasGoodIsKnownForAnHour() {
    attempts.good(Hashes.sha256("good"));

    assertThat(attempts.wasGood(Hashes.sha256("good"))).isTrue();
    assertThat(attempts.wasGood(Hashes.sha256("other"))).isFalse();

    time.pass(Duration.ofMinutes(59));
    assertThat(attempts.wasGood(Hashes.sha256("good"))).isTrue();
    time.pass(Duration.ofMinutes(1));
    assertThat(attempts.wasGood(Hashes.sha256("good"))).isFalse();
  }

  private void fail(String address, int times) {
    for (int failure = 0; failure < times; failure++) {
      attempts.failed(address);
    }
  }
}

package io.tidemark.settings;

import java.net.URI;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Set;

/**
 * How LinkedIn authors are synchronised.
 *
 * @param day of the week on which all that are due are scraped; empty when that is never by itself
 * @param zone in which day and time are meant
 * @param most profiles of one regular sync
 * @param lease how long a sync stays with a process that does not renew it
 */
public record ProfileSettings(
    Optional<DayOfWeek> day,
    LocalTime at,
    ZoneId zone,
    int most,
    Duration lease,
    RapidApi rapidApi) {

  /**
   * The provider that scrapes.
   *
   * @param host what the gateway in front of the providers knows this one by
   * @param requestsPerMonth what the plan admits; 0 for no limit of ours
   * @param monthResetDay on which day the plan's month begins
   * @param spacing between one request and the next
   * @param timeout of one call, which scrapes while we wait
   */
  public record RapidApi(
      URI baseUrl,
      String host,
      String key,
      int requestsPerMonth,
      int monthResetDay,
      Duration spacing,
      Duration timeout) {
    public RapidApi {
      Checks.between("TIDEMARK_RAPIDAPI_REQUESTS_PER_MONTH", requestsPerMonth, 0, 1_000_000_000);
      Checks.between("TIDEMARK_RAPIDAPI_MONTH_RESET_DAY", monthResetDay, 1, 31);
      Checks.between("TIDEMARK_RAPIDAPI_SPACING", spacing, Duration.ZERO, Duration.ofHours(1));
      Checks.between(
          "TIDEMARK_RAPIDAPI_TIMEOUT", timeout, Duration.ofSeconds(30), Duration.ofMinutes(2));
    }

    /** Without the key: a record that is logged by accident gives nothing away. */
    @Override
    public String toString() {
      return "RapidApi[" + host + "]";
    }
  }

  public ProfileSettings {
    Checks.between("TIDEMARK_PROFILES_MOST", most, 1, 1_000);
    Checks.between("TIDEMARK_PROFILES_LEASE", lease, Duration.ofSeconds(1), Duration.ofHours(1));
  }

  static ProfileSettings from(SettingValues values) {
    return new ProfileSettings(
        values.isNever("profiles.day")
            ? Optional.empty()
            : Optional.of(values.choice("profiles.day", DayOfWeek.MONDAY)),
        time(values.text("profiles.at", "03:00")),
        zone(values.text("profiles.zone", "UTC")),
        values.integer("profiles.most", 50),
        values.duration("profiles.lease", Duration.ofSeconds(60)),
        new RapidApi(
            values.uri(
                "rapidapi.base-url",
                "https://fresh-linkedin-profile-data.p.rapidapi.com",
                Set.of("http", "https")),
            values.text("rapidapi.host", "fresh-linkedin-profile-data.p.rapidapi.com"),
            values.text("rapidapi.key", ""),
            values.integer("rapidapi.requests-per-month", 0),
            values.integer("rapidapi.month-reset-day", 1),
            values.duration("rapidapi.spacing", Duration.ofSeconds(1)),
            values.duration("rapidapi.timeout", Duration.ofSeconds(45))));
  }

  private static LocalTime time(String text) {
    try {
      return LocalTime.parse(text);
    } catch (DateTimeException unreadable) {
      throw Checks.bad("TIDEMARK_PROFILES_AT", "a time such as 03:00", text);
    }
  }

  private static ZoneId zone(String text) {
    try {
      return ZoneId.of(text);
    } catch (DateTimeException unknown) {
      throw Checks.bad("TIDEMARK_PROFILES_ZONE", "a time zone such as UTC or Europe/Paris", text);
    }
  }
}

package io.tidemark.simulator.tweets;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The generated accounts; the same seed gives the same accounts. */
public final class Authors {

  /** Large enough that two tweets of a small stream rarely share an author. */
  public static final int PEOPLE = 5_000;

  private static final List<String> FIRST_NAMES =
      List.of(
          "Mira", "Jonas", "Aiko", "Tomás", "Zuri", "Elif", "Noah", "Ingrid", "Ravi", "Chloé",
          "Mateo", "Amara", "Søren", "Lucía", "Pavel", "Nadia", "Kwame", "Hana", "Oskar", "Leila",
          "Diego", "Freya", "Yusuf", "Marta", "Kenji", "Anouk", "Emil", "Priya", "Stellan", "Inés");
  private static final List<String> LAST_NAMES =
      List.of(
          ("Holt Brandt Okafor Lindqvist Marsh Varga Castell Nakata Duarte Weller Rahimi Ferrand"
                  + " Kowal Ashdown Bianchi Thorne Sandoval Petrov Adeyemi Lund Moreau Quill Iyer"
                  + " Haddad")
              .split(" "));
  private static final List<String> BIOS =
      List.of(
          "Builder of small useful things.",
          "Runs on coffee and open data.",
          "Writing about ports, ships and weather.",
          "Engineer by day, potter by night. Opinions mine.",
          "Newsletter every second Friday ☕",
          "Maps, bikes, synthesizers.",
          "Making public transport boring again.",
          "");

  private final long seed;
  private final Map<String, Author> byUserName = new ConcurrentHashMap<>();
  private final Map<String, Author> byId = new ConcurrentHashMap<>();

  Authors(long seed) {
    this.seed = seed;
  }

  /** The account with this name; generated on first use. */
  public Author named(String userName) {
    return byUserName.computeIfAbsent(
        key(userName), key -> remember(generate(userName, null, key.hashCode())));
  }

  /** The account with this name, in any case; empty when none was generated. */
  public Optional<Author> withUserName(String userName) {
    return Optional.ofNullable(byUserName.get(key(userName)));
  }

  /** The account with this id; empty when none was generated. */
  public Optional<Author> withId(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** Draws one of {@link #PEOPLE}; the first ones are much more frequent than the last. */
  Author any(SplittableRandom random) {
    int number = (int) (PEOPLE * Math.pow(random.nextDouble(), 2));
    SplittableRandom person = new SplittableRandom(seed * 31 + number);
    String first = FIRST_NAMES.get(person.nextInt(FIRST_NAMES.size()));
    String last = LAST_NAMES.get(person.nextInt(LAST_NAMES.size()));
    // User names are ASCII, and have at most 15 characters.
    String plain = (first + last).replaceAll("[^A-Za-z]", "").toLowerCase(Locale.ROOT);
    String userName = plain.substring(0, Math.min(10, plain.length())) + "_" + (1000 + number);
    return byUserName.computeIfAbsent(
        key(userName), key -> remember(generate(userName, first + " " + last, number)));
  }

  private Author generate(String userName, @Nullable String name, int salt) {
    SplittableRandom random = new SplittableRandom(seed ^ 0x5DEECE66DL * (salt + 1L));
    // Follower counts span five orders of magnitude; most are small.
    int followers = (int) Math.exp(random.nextDouble() * 11.5 * random.nextDouble(0.4, 1));
    return new Author(
        Long.toString(1_100_000_000_000_000_000L + random.nextLong(500_000_000_000_000_000L)),
        userName,
        name == null ? userName : name,
        BIOS.get(random.nextInt(BIOS.size())),
        followers,
        random.nextInt(10, 900),
        random.nextInt(10) == 0,
        Instant.ofEpochSecond(random.nextLong(1_230_768_000L, 1_700_000_000L)));
  }

  private Author remember(Author author) {
    byId.put(author.id(), author);
    return author;
  }

  private static String key(String userName) {
    return userName.toLowerCase(Locale.ROOT);
  }
}

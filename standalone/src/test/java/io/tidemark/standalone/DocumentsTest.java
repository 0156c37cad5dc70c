package io.tidemark.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.documents.Documents;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The documents lead to each other, and none is out of reach. */
class DocumentsTest {

  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?://)([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
  private static final Pattern DECISION =
      Pattern.compile("# (\\d+)\\. (.+)\\n\\n\\*(\\w+), (\\d{4}-\\d\\d-\\d\\d.*)\\.\\*\\n");
  private static final Pattern CODE = Pattern.compile("(?s)```.*?```|`[^`]*`");

  @Test
  void everyLinkLeadsSomewhere() {
    List<String> dead = new ArrayList<>();
    for (String document : Documents.all()) {
      for (String link : links(document)) {
        String[] parts = link.split("#", 2);
        Path target =
            parts[0].isEmpty()
                ? Documents.ROOT.resolve(document)
                : Documents.ROOT.resolve(document).resolveSibling(parts[0]).normalize();
        if (!Files.exists(target)
            || parts.length == 2 && !headings(target.toString()).contains(parts[1])) {
          dead.add(document + " -> " + link);
        }
      }
    }

    assertThat(dead).isEmpty();
  }

  private static List<String> links(String document) {
    return LINK.matcher(CODE.matcher(Documents.read(document)).replaceAll("``"))
        .results()
        .map((MatchResult match) -> match.group(1))
        .toList();
  }

  /** As GitHub names them. */
  private static Set<String> headings(String document) {
    return HEADING
        .matcher(Documents.read(document))
        .results()
        .map(
            match ->
                match
                    .group(1)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  @Test
  void theIndexHasEveryPage() {
    Set<String> indexed = Set.copyOf(links("docs/README.md"));

    assertThat(
            Documents.all().stream()
                .filter(document -> document.matches("docs/[a-z-]+\\.md"))
                .map(document -> document.substring("docs/".length())))
        .allMatch(indexed::contains);
    assertThat(indexed).contains("../CHANGELOG.md", "../SECURITY.md", "../RELEASING.md");
  }

  @Test
  void everyDecisionHasANumberADateAndAStatusAndTheIndexSaysTheSame() {
    String index = Documents.read("docs/decisions/README.md");
    List<String> decisions =
        Documents.all().stream()
            .filter(document -> document.matches("docs/decisions/\\d{4}-.+\\.md"))
            .toList();

    assertThat(decisions)
        .hasSizeGreaterThan(15)
        .allSatisfy(
            document -> {
              Matcher head = DECISION.matcher(Documents.read(document));
              assertThat(head.lookingAt()).as("number, title, status, date").isTrue();
              String file = document.substring("docs/decisions/".length());
              assertThat(Integer.parseInt(file.substring(0, 4)))
                  .isEqualTo(Integer.parseInt(head.group(1)));
              assertThat(index)
                  .contains(
                      "| %s | [%s](%s) | %s | %s |"
                          .formatted(
                              head.group(1),
                              head.group(2),
                              file,
                              head.group(4),
                              head.group(3).toLowerCase(Locale.ROOT)));
            });
  }

  @Test
  void theChangelogKeepsItsForm() {
    String changelog = Documents.read("CHANGELOG.md");

    List<String> versions =
        Pattern.compile("(?m)^## (.+)$")
            .matcher(changelog)
            .results()
            .map((MatchResult match) -> match.group(1))
            .toList();
    assertThat(versions.getFirst()).isEqualTo("[Unreleased]");
    assertThat(versions.subList(1, versions.size()))
        .isNotEmpty()
        .allMatch(version -> version.matches("\\[\\d+\\.\\d+\\.\\d+] - \\d{4}-\\d\\d-\\d\\d"));
    assertThat(Pattern.compile("(?m)^### (.+)$").matcher(changelog).results())
        .extracting(match -> match.group(1))
        .isSubsetOf("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security");
  }
}

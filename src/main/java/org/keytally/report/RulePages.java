package org.keytally.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.keytally.check.Rule;
import org.keytally.check.Rules;

/** The pages of {@code docs/rules}, which every build carries. */
public final class RulePages {

  private RulePages() {}

  /**
   * The page of a rule, in Markdown; empty unless the rule is one of {@link Rules#ALL} and has one.
   *
   * @throws IOException if the program's own file cannot be read
   */
  public static Optional<String> of(String rule) throws IOException {
    // Only names of rules become names of resources.
    if (!isKnown(rule)) {
      return Optional.empty();
    }
    try (InputStream page =
        RulePages.class.getResourceAsStream("/org/keytally/rules/" + rule + ".md")) {
      return page == null ? Optional.empty() : Optional.of(new String(page.readAllBytes(), UTF_8));
    }
  }

  private static boolean isKnown(String name) {
    for (Rule rule : Rules.ALL) {
      if (rule.description().name().equals(name)) {
        return true;
      }
    }
    return false;
  }
}

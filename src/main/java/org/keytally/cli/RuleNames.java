package org.keytally.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.keytally.check.Rule;
import org.keytally.check.Rules;
import org.keytally.config.Nearest;

/** Names of rules as they are typed. */
final class RuleNames {

  private RuleNames() {}

  /** All of them, in the order of reports. */
  static List<String> known() {
    List<String> names = new ArrayList<>();
    for (Rule rule : Rules.ALL) {
      names.add(rule.description().name());
    }
    return names;
  }

  /**
   * Checks names that were typed.
   *
   * @throws UsageException naming the first that no rule has
   */
  static void require(Collection<String> typed) throws UsageException {
    List<String> known = known();
    for (String name : typed) {
      if (!known.contains(name)) {
        throw unknown(name);
      }
    }
  }

  /** Says that there is no such rule, and which one may be meant. */
  static UsageException unknown(String name) {
    Optional<String> nearest = Nearest.to(name, known());
    return new UsageException(
        "there is no rule "
            + name
            + (nearest.isPresent() ? "; did you mean " + nearest.get() + "?" : ".")
            + " 'keytally explain' lists all rules.");
  }
}

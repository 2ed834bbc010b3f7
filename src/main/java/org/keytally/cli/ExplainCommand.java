package org.keytally.cli;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.keytally.check.Rule;
import org.keytally.check.Rules;
import org.keytally.report.RulePages;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows a rule's page. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = "Explains a rule: what it finds, why it matters, how to mend it.",
    footer = {"", "Example:", "  keytally explain machine-key-stale"})
final class ExplainCommand implements Callable<Integer> {

  private final Keytally keytally;

  @Parameters(
      arity = "0..1",
      paramLabel = "RULE",
      description = "Name of the rule; without one, all rules are listed.")
  private Optional<String> rule = Optional.empty();

  ExplainCommand(Keytally keytally) {
    this.keytally = keytally;
  }

  @Override
  public Integer call() throws IOException, UsageException {
    if (rule.isPresent()) {
      keytally.out().print(page(rule.get()));
      keytally.out().flush();
    } else {
      list();
    }
    return ExitCode.OK;
  }

  private void list() {
    int width = 0;
    for (Rule each : Rules.ALL) {
      width = Math.max(width, each.description().name().length());
    }
    for (Rule each : Rules.ALL) {
      Rule.Description description = each.description();
      String severity = description.severity().name().toLowerCase(Locale.ROOT);
      String name = description.name();
      keytally
          .out()
          .println(
              name
                  + " ".repeat(width - name.length() + 2)
                  + severity
                  + " ".repeat("warning".length() - severity.length() + 2)
                  + description.summary());
    }
  }

  private String page(String name) throws IOException, UsageException {
    Optional<String> page = RulePages.of(name);
    if (page.isPresent()) {
      return page.get();
    }
    throw RuleNames.unknown(name);
  }
}

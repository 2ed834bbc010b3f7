package org.keytally.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.keytally.check.Report;
import org.keytally.check.Selection;
import org.keytally.demo.Demo;
import org.keytally.report.TextPage;
import org.keytally.report.TextPage.Ink;
import org.keytally.report.TextReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Makes a small fleet to look at. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a small fleet with faults, checks it and says what to try next.",
      "",
      "The fleet is a new git repository with real keys and secrets. Your own keys and",
      "settings stay out of it."
    },
    footer = {"", "Example:", "  keytally demo /tmp/fleet"})
final class DemoCommand implements Callable<Integer> {

  private final Keytally keytally;

  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      description = "A folder that does not exist yet; without one, a new temporary folder.")
  private Optional<Path> directory = Optional.empty();

  DemoCommand(Keytally keytally) {
    this.keytally = keytally;
  }

  @Override
  public Integer call() throws Exception {
    Demo demo =
        Demo.create(
            directory.isPresent()
                ? keytally.resolve(directory.get()).normalize()
                : Files.createTempDirectory("keytally-demo-"));
    TextPage page = new TextPage(keytally.style(), keytally.out());
    say("A small fleet with " + demo.faults().size() + " faults stands in");
    say("  " + demo.directory());
    say("");
    say("Each came with a commit of its own:");
    for (Demo.SeededFault fault : demo.faults()) {
      page.paragraph(2, 12, fault.commit().substring(0, 8) + "  " + fault.story(), Ink.NONE);
    }
    say("");
    say("This is what 'keytally check' says of it:");
    say("");
    try (CheckRun run = new CheckRun(demo.directory(), keytally.terminal(), Optional.empty())) {
      Report report =
          run.check(
              Input.USUAL,
              Selection.ALL,
              KeySource.file(demo.keyFile().toString()),
              Optional.of(demo.user()));
      new TextReport(keytally.style()).write(report, keytally.out());
    }
    say("");
    say("What to try next:");
    say("  cd " + quoted(demo.directory()));
    say("  keytally check --keyfile " + demo.directory().relativize(demo.keyFile()));
    say("  keytally check --rev " + demo.base().substring(0, 8) + "   # before the faults: sound");
    say("  keytally explain " + demo.faults().get(0).rule());
    say("  keytally correspond --keyfile " + demo.directory().relativize(demo.keyFile()));
    say("  keytally access   # who can read what; for one file: keytally access PATH");
    say("  keytally exposure   # what keys that were taken away still open");
    say("  keytally repair   # the plan that mends the findings");
    say("  keytally graph   # which generator needs which, for a Markdown page");
    say("  keytally hook install   # from now on, 'git commit' refuses such faults");
    return ExitCode.OK;
  }

  private void say(String line) {
    keytally.out().println(keytally.terminal().printable(line));
  }

  private static String quoted(Path path) {
    String text = path.toString();
    return text.contains(" ") || text.contains("'") ? "'" + text.replace("'", "'\\''") + "'" : text;
  }
}

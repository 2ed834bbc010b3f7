package org.keytally.cli;

import java.io.StringWriter;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.keytally.check.Evidence;
import org.keytally.clan.GeneratorGraph;
import org.keytally.clan.GeneratorId;
import org.keytally.report.GraphDrawing;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Draws the generator graph. */
@Command(
    name = "graph",
    mixinStandardHelpOptions = true,
    description = {
      "Draws which generator needs which, circles highlighted.",
      "",
      "What Nix declares is taken from the manifest; 'keytally manifest' makes it."
    },
    footer = {
      "",
      "Examples:",
      "  keytally graph                               Mermaid, for a Markdown file",
      "  keytally graph --around openssh-ca           what needs it and what it needs",
      "  keytally graph --format dot | dot -Tsvg      with Graphviz"
    })
final class GraphCommand implements Callable<Integer> {

  /** The languages of drawings. */
  enum Language {
    MERMAID,
    DOT,
    JSON;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What Mermaid draws unless a page allows more: {@code maxEdges} and {@code maxTextSize}. */
  private static final int MOST_ARROWS = 500;

  private static final int LONGEST_TEXT = 50_000;

  private final Keytally keytally;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "mermaid",
      description = "How it is written: ${COMPLETION-CANDIDATES}; default is mermaid.")
  private Language format = Language.MERMAID;

  @Option(
      names = "--machine",
      paramLabel = "NAME",
      description = "Only the generators of this machine and what they need.")
  private Optional<String> machine = Optional.empty();

  @Option(
      names = "--around",
      paramLabel = "GENERATOR",
      description = "Only this generator, what it needs and what needs it.")
  private Optional<String> around = Optional.empty();

  @Option(names = "--rev", paramLabel = "REV", description = "A commit instead of what is on disk.")
  private Optional<String> revision = Optional.empty();

  @Mixin private ManifestOption manifest = new ManifestOption();

  GraphCommand(Keytally keytally) {
    this.keytally = keytally;
  }

  @Override
  public Integer call() throws Exception {
    Input input = revision.isPresent() ? Input.revision(revision.get()) : Input.USUAL;
    try (CheckRun run =
        new CheckRun(keytally.directory(), keytally.terminal(), keytally.configuration())) {
      run.with(manifest.choice(keytally.invocation())).lookingIntoPasswordStores();
      Evidence evidence =
          run.basis(input, KeySource.none("a graph needs no keys"), Optional.empty()).evidence();
      GeneratorGraph graph =
          evidence
              .graph()
              .orElseThrow(
                  () ->
                      new UsageException(
                          "there is no usable manifest, and only that says what generators need;"
                              + " make one with: keytally manifest"));
      draw(graph, evidence.completeness().orElseThrow().incomplete());
      keytally.out().flush();
      return ExitCode.OK;
    }
  }

  private void draw(GeneratorGraph graph, Set<GeneratorId> incomplete) throws Exception {
    GraphDrawing drawing = new GraphDrawing(graph, shown(graph), incomplete);
    switch (format) {
      case MERMAID -> {
        StringWriter text = new StringWriter();
        drawing.mermaid(text);
        keytally.out().write(text.toString());
        if (drawing.arrowCount() > MOST_ARROWS || text.getBuffer().length() > LONGEST_TEXT) {
          keytally
              .terminal()
              .say(
                  "keytally: GitHub and other pages draw at most "
                      + MOST_ARROWS
                      + " arrows; cut the graph down with --machine or --around, or use --format"
                      + " dot.");
        }
      }
      case DOT -> drawing.dot(keytally.out());
      case JSON -> drawing.json(keytally.out());
    }
  }

  private Collection<GeneratorId> shown(GeneratorGraph graph) throws UsageException {
    SortedSet<GeneratorId> shown = new TreeSet<>(graph.generators().keySet());
    if (machine.isPresent()) {
      shown.retainAll(graph.ofMachine(machine.get()));
    }
    if (around.isPresent()) {
      shown.retainAll(graph.around(around.get()));
    }
    if (shown.isEmpty() && (machine.isPresent() || around.isPresent())) {
      throw new UsageException("the manifest declares no such generator or machine.");
    }
    return shown;
  }
}

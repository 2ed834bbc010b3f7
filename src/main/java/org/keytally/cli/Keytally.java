package org.keytally.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.keytally.config.Configuration;
import org.keytally.git.RepositoryException;
import org.keytally.report.Style;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command itself: what all its commands share. */
@Command(
    name = "keytally",
    description = "Proves that the keys, secrets and vars of a clan fleet agree with each other.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Exit codes: 0 all well, 1 findings, 2 wrong usage or configuration,",
      "3 the repository or an input cannot be read, 4 a repair was refused.",
      "",
      "Example:",
      "  keytally demo                look at a small fleet with five faults",
      "  keytally -C ~/fleet check    check a fleet of your own"
    })
final class Keytally {

  private final Terminal terminal;

  @Option(
      names = "-C",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "Work as if started in this folder.")
  private Optional<Path> directory = Optional.empty();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Use this configuration instead of the repository's .keytally.yaml.")
  private Optional<Path> configuration = Optional.empty();

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      scope = ScopeType.INHERIT,
      defaultValue = "auto",
      description = "Colours: auto (on a terminal, unless NO_COLOR is set), always or never.")
  private ColorMode color = ColorMode.AUTO;

  @Option(
      names = {"-q", "--quiet"},
      scope = ScopeType.INHERIT,
      description = "Say little: one line for each finding.")
  private boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description =
          "Say everything: no list is cut, and internal errors show where they come from.")
  private boolean verbose;

  Keytally(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Does what the arguments say and returns the exit code. */
  static int run(Terminal terminal, String... args) {
    Keytally keytally = new Keytally(terminal);
    CommandLine line = commandLine(keytally);
    if (args.length == 0) {
      line.usage(terminal.err());
      return ExitCode.USAGE;
    }
    try {
      return line.execute(args);
    } catch (StackOverflowError | OutOfMemoryError failure) {
      return Failure.report(failure, terminal, keytally.verbose);
    }
  }

  /** The parser of options, with all commands. */
  static CommandLine commandLine(Keytally keytally) {
    Terminal terminal = keytally.terminal;
    CommandLine line = new CommandLine(keytally);
    line.addSubcommand(new CheckCommand(keytally));
    line.addSubcommand(new CorrespondCommand(keytally));
    line.addSubcommand(new RepairCommand(keytally));
    line.addSubcommand(
        new CommandLine(new RotateCommand())
            .addSubcommand(new RotateUserCommand(keytally))
            .addSubcommand(new RotateMachineCommand(keytally))
            .addSubcommand(new RotateDataKeysCommand(keytally)));
    line.addSubcommand(
        new CommandLine(new RevokeCommand())
            .addSubcommand(new RevokeUserCommand(keytally))
            .addSubcommand(new RevokeKeyCommand(keytally)));
    line.addSubcommand(new AccessCommand(keytally));
    line.addSubcommand(new GraphCommand(keytally));
    line.addSubcommand(new ManifestCommand(keytally));
    line.addSubcommand(new VarsCommand(keytally));
    line.addSubcommand(new ExposureCommand(keytally));
    line.addSubcommand(new ExplainCommand(keytally));
    line.addSubcommand(
        new CommandLine(new KeysCommand())
            .addSubcommand(new KeysExtractCommand(keytally))
            .addSubcommand(new KeysSyncCommand(keytally)));
    line.addSubcommand(new DemoCommand(keytally));
    line.addSubcommand(new HookCommand(keytally));
    line.addSubcommand(new WarmCommand(keytally));
    line.getCommandSpec().version("keytally " + Version.text());
    line.setOut(terminal.out());
    line.setErr(terminal.err());
    line.setExpandAtFiles(false);
    // A folder may be called like a command.
    line.setAllowSubcommandsAsOptionParameters(true);
    acceptWords(line, line);
    line.setUsageHelpWidth(80);
    line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
    line.setParameterExceptionHandler((failure, arguments) -> keytally.misused(failure));
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> Failure.report(failure, terminal, keytally.verbose));
    return line;
  }

  /** Lets each option that takes one of a few words take them as they are spelled in lower case. */
  private static void acceptWords(CommandLine command, CommandLine line) {
    for (OptionSpec option : command.getCommandSpec().options()) {
      Class<?> type = option.auxiliaryTypes()[0];
      if (type.isEnum()) {
        acceptWords(type, line);
      }
    }
    for (CommandLine below : command.getSubcommands().values()) {
      acceptWords(below, line);
    }
  }

  private static <T> void acceptWords(Class<T> type, CommandLine line) {
    line.registerConverter(type, typed -> constant(typed, type.getEnumConstants()));
  }

  /** The constant that is spelled like this. */
  private static <T> T constant(String typed, T[] constants) {
    for (T constant : constants) {
      if (constant.toString().equals(typed)) {
        return constant;
      }
    }
    throw new TypeConversionException(
        "expected one of " + Arrays.toString(constants) + ", not '" + typed + "'");
  }

  private int misused(ParameterException failure) {
    CommandLine command = failure.getCommandLine();
    String message = String.valueOf(failure.getMessage());
    terminal.say("keytally: " + message.lines().findFirst().orElse(message));
    if (failure instanceof UnmatchedArgumentException unmatched) {
      List<String> suggestions = unmatched.getSuggestions();
      if (!suggestions.isEmpty()) {
        terminal.say("Did you mean: " + String.join(", ", suggestions) + "?");
      }
    }
    terminal.say("Try: " + command.getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE;
  }

  Terminal terminal() {
    return terminal;
  }

  /** Whether everything shall be said. */
  boolean verbose() {
    return verbose;
  }

  PrintWriter out() {
    return terminal.out();
  }

  /** What all commands were told. */
  Invocation invocation() {
    return Invocation.typed(terminal, directory, configuration, color, quiet, verbose);
  }

  /** The folder to work in, absolute. */
  Path directory() {
    return invocation().directory();
  }

  /** A path that was typed: relative ones start at the folder to work in, as with git. */
  Path resolve(Path typed) {
    return directory().resolve(typed);
  }

  /** The configuration that was named instead of the repository's. */
  Optional<Path> configuration() {
    return invocation().configuration();
  }

  /** What holds in the repository around the folder to work in, or where there is none. */
  Configuration configurationInForce()
      throws UnusableConfigurationException, UsageException, IOException {
    try (CheckRun run = new CheckRun(directory(), terminal, configuration())) {
      return run.configuration();
    } catch (RepositoryException e) {
      return Configuration.DEFAULT;
    }
  }

  /** Whether nothing is to be said that was not asked for. */
  boolean isQuiet() {
    return quiet;
  }

  /** How text on standard output looks. */
  Style style() {
    return invocation().style();
  }
}

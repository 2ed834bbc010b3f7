package org.keytally.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.keytally.git.Gathered;
import org.keytally.report.Printable;
import org.keytally.report.Style;
import org.keytally.report.Style.Detail;
import org.keytally.source.Environment;

/** What the program is given when it starts: streams, environment, folder. */
final class Terminal {

  /** What a terminal can do, as the launcher finds out and tells. */
  enum Ability {
    /** Standard input is a terminal. */
    IN,
    /** Standard output is a terminal. */
    OUT,
    /** Standard error is a terminal. */
    ERR,
    /** Characters outside ASCII can be shown. */
    UNICODE
  }

  /** Set by the launcher: abilities in lower case, separated by commas. */
  private static final String PROPERTY = "keytally.terminal";

  /** Set by the launcher if it asks git while Java starts, and tells through standard input. */
  static final String GATHERED = "keytally.gathered";

  private static final int WIDEST = 100;
  private static final int USUAL_WIDTH = 80;

  private final InputStream in;
  private final Output output;
  private final PrintWriter out;
  private final PrintWriter err;
  private final Environment environment;
  private final Path directory;
  private final Set<Ability> abilities;
  private final Clock clock;

  /**
   * For one run.
   *
   * @param directory absolute; where the program was started
   */
  Terminal(
      InputStream in,
      OutputStream out,
      OutputStream err,
      Environment environment,
      Path directory,
      Set<Ability> abilities,
      Clock clock) {
    this.in = in;
    this.output = new Output(out);
    this.out = new PrintWriter(new OutputStreamWriter(output, UTF_8));
    this.err = new PrintWriter(new OutputStreamWriter(new Output(err), UTF_8));
    this.environment = environment;
    this.directory = directory;
    this.abilities = Set.copyOf(abilities);
    this.clock = clock;
  }

  /** For one run, by the clock of this computer. */
  Terminal(
      InputStream in,
      OutputStream out,
      OutputStream err,
      Environment environment,
      Path directory,
      Set<Ability> abilities) {
    this(in, out, err, environment, directory, abilities, Clock.systemUTC());
  }

  /** The terminal of this process. */
  static Terminal ofProcess() {
    // Empty where the program was started without the launcher.
    String told = System.getProperty(PROPERTY, "");
    Set<Ability> abilities = new HashSet<>();
    for (Ability ability : Ability.values()) {
      if (told.contains(ability.name().toLowerCase(Locale.ROOT))) {
        abilities.add(ability);
      }
    }
    return new Terminal(
        System.in,
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        Environment.ofThisProcess(),
        Path.of("").toAbsolutePath(),
        abilities,
        Clock.systemUTC());
  }

  /** What the launcher of this process asked git in this folder; read it once. */
  Optional<Gathered> gathered() {
    return in == System.in && System.getProperty(GATHERED) != null
        ? Optional.of(new Gathered(new FileInputStream(FileDescriptor.in)))
        : Optional.empty();
  }

  InputStream in() {
    return in;
  }

  PrintWriter out() {
    return out;
  }

  PrintWriter err() {
    return err;
  }

  Environment environment() {
    return environment;
  }

  /** Whether the launcher found the terminal able to do this. */
  boolean can(Ability ability) {
    return abilities.contains(ability);
  }

  /** The folder in which the program was started. */
  Path directory() {
    return directory;
  }

  /** Tells on which day it is. */
  Clock clock() {
    return clock;
  }

  /** Whether a person can be asked. */
  boolean isTerminal() {
    return abilities.contains(Ability.OUT);
  }

  /** How text on standard output looks. */
  Style outStyle(ColorMode color, Detail detail) {
    return style(color, detail, Ability.OUT);
  }

  /** How text on standard error looks. */
  Style errStyle(ColorMode color, Detail detail) {
    return style(color, detail, Ability.ERR);
  }

  private Style style(ColorMode color, Detail detail, Ability stream) {
    boolean colour =
        switch (color) {
          case ALWAYS -> true;
          case NEVER -> false;
          case AUTO ->
              abilities.contains(stream)
                  && variable("NO_COLOR").isEmpty()
                  && !variable("TERM").equals("dumb");
        };
    return new Style(colour, abilities.contains(Ability.UNICODE), width(), detail);
  }

  /** Columns of a line, as far as the environment tells. */
  int width() {
    String columns = variable("COLUMNS");
    if (columns.isEmpty() || columns.length() > 4) {
      return USUAL_WIDTH;
    }
    for (int i = 0; i < columns.length(); i++) {
      if (columns.charAt(i) < '0' || columns.charAt(i) > '9') {
        return USUAL_WIDTH;
      }
    }
    return Math.min(WIDEST, Integer.parseInt(columns));
  }

  private String variable(String name) {
    return environment.variables().getOrDefault(name, "");
  }

  /** Text made safe to print here. */
  String printable(String text) {
    return Printable.of(text, abilities.contains(Ability.UNICODE));
  }

  /** Says something about the run, as opposed to its result, on standard error. */
  void say(String line) {
    err.println(printable(line));
  }

  /** Brings everything out, and returns the exit code of the run. */
  int finish(int code) {
    out.flush();
    Optional<String> failure = output.failure();
    if (failure.isPresent()) {
      say("keytally: the output could not be written: " + failure.get());
    }
    err.flush();
    return failure.isPresent() ? ExitCode.UNREADABLE : code;
  }
}

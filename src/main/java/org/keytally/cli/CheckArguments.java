package org.keytally.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.keytally.check.Selection;
import org.keytally.report.ReportFormat;

/**
 * Reads the arguments of a check as hooks and continuous integration write them, since the option
 * parser takes longer to load than a small check takes. It reads what it knows for sure; anything
 * else, and everything that is wrong, is left to the option parser, which also says what is wrong.
 */
final class CheckArguments {

  private static final String COMMAND = "check";

  /** Options of every command, which also stand before the command. */
  private static final Set<String> SHARED =
      Set.of("-C", "--config", "--color", "-q", "--quiet", "-v", "--verbose");

  private static final Set<String> FLAGS =
      Set.of(
          "-q",
          "--quiet",
          "-v",
          "--verbose",
          "--worktree",
          "--staged",
          "--verify",
          "--history",
          "--show-existing");

  /** Options with a value. */
  private static final Set<String> VALUED =
      Set.of(
          "-C",
          "--config",
          "--color",
          "--rev",
          "--base",
          "--merge-with",
          "--format",
          "--report",
          "--fail-on",
          "--only",
          "--skip",
          "--keyfile",
          "--user",
          "--manifest");

  /** Options that may be given more than once. */
  private static final Set<String> REPEATED = Set.of("--report", "--only", "--skip");

  private final Map<String, List<String>> typed = new HashMap<>();

  private CheckArguments() {}

  /** Whether an option is read here. */
  static boolean knows(String option) {
    return FLAGS.contains(option) || VALUED.contains(option);
  }

  /** The check that is asked for; empty where the option parser has to look at it. */
  static Optional<CheckRequest> read(Terminal terminal, String... args) {
    CheckArguments arguments = new CheckArguments();
    try {
      return arguments.sort(args) ? Optional.of(arguments.request(terminal)) : Optional.empty();
    } catch (UsageException | InvalidPathException left) {
      return Optional.empty();
    }
  }

  /** Sorts arguments by their options; false where there is one that is not plain. */
  private boolean sort(String... args) {
    boolean command = false;
    for (int i = 0; i < args.length; i++) {
      String name = args[i];
      if (name.equals(COMMAND) && !command) {
        command = true;
        continue;
      }
      int equals = name.startsWith("--") ? name.indexOf('=') : -1;
      String value = equals < 0 ? "" : name.substring(equals + 1);
      name = equals < 0 ? name : name.substring(0, equals);
      if (!command && !SHARED.contains(name)) {
        return false;
      }
      if (VALUED.contains(name)) {
        if (equals < 0 && ++i < args.length) {
          value = args[i];
        }
        // What looks like an option is a value only to the parser.
        if (value.isEmpty() || value.startsWith("-") || !add(name, value)) {
          return false;
        }
      } else if (!FLAGS.contains(name) || equals >= 0 || !add(name, "")) {
        return false;
      }
    }
    return command;
  }

  private boolean add(String name, String value) {
    List<String> values = all(name);
    values.add(value);
    typed.put(name, values);
    return values.size() == 1 || REPEATED.contains(name);
  }

  private CheckRequest request(Terminal terminal) throws UsageException {
    Invocation invocation =
        Invocation.typed(
            terminal,
            path("-C"),
            path("--config"),
            word("--color", ColorMode.values(), ColorMode.AUTO),
            flag("-q", "--quiet"),
            flag("-v", "--verbose"));
    Optional<String> keyFile = one("--keyfile");
    return new CheckRequest(
        invocation,
        input(),
        word("--format", ReportFormat.values(), ReportFormat.TEXT),
        ReportFile.parse(all("--report"), terminal.directory()),
        word("--fail-on", FailOn.values(), FailOn.ERROR),
        new Selection(rules("--only"), rules("--skip")),
        keyFile.isPresent()
            ? KeySource.typed(keyFile.get(), invocation.directory())
            : KeySource.USUAL,
        one("--user"),
        typed.containsKey("--verify"),
        typed.containsKey("--history"),
        new ManifestChoice(one("--manifest"), invocation),
        one("--base"),
        typed.containsKey("--show-existing"),
        Optional.empty());
  }

  private Input input() throws UsageException {
    Optional<String> revision = one("--rev");
    Optional<String> mergeWith = one("--merge-with");
    boolean staged = typed.containsKey("--staged");
    boolean worktree = typed.containsKey("--worktree");
    if ((revision.isPresent() ? 1 : 0) + (staged ? 1 : 0) + (worktree ? 1 : 0) > 1) {
      throw new UsageException("one state at most");
    }
    return mergeWith.isPresent()
        ? Input.merged(revision, mergeWith.get())
        : Input.of(worktree, staged, revision);
  }

  private List<String> all(String name) {
    return typed.getOrDefault(name, new ArrayList<>());
  }

  private Optional<String> one(String name) {
    return typed.containsKey(name) ? Optional.of(all(name).get(0)) : Optional.empty();
  }

  private Optional<Path> path(String name) {
    return typed.containsKey(name) ? Optional.of(Path.of(all(name).get(0))) : Optional.empty();
  }

  private boolean flag(String name, String alias) throws UsageException {
    if (typed.containsKey(name) && typed.containsKey(alias)) {
      throw new UsageException("once at most");
    }
    return typed.containsKey(name) || typed.containsKey(alias);
  }

  private <T> T word(String name, T[] words, T usual) throws UsageException {
    if (!typed.containsKey(name)) {
      return usual;
    }
    for (T word : words) {
      if (word.toString().equals(all(name).get(0))) {
        return word;
      }
    }
    throw new UsageException("no such word");
  }

  private Set<String> rules(String option) throws UsageException {
    Set<String> names = new LinkedHashSet<>();
    for (String value : all(option)) {
      int begin = 0;
      for (int comma = value.indexOf(','); comma >= 0; comma = value.indexOf(',', begin)) {
        names.add(value.substring(begin, comma));
        begin = comma + 1;
      }
      names.add(value.substring(begin));
    }
    RuleNames.require(names);
    return names;
  }
}

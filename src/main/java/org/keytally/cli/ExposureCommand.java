package org.keytally.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.keytally.history.Exposure;
import org.keytally.history.KeyExposure;
import org.keytally.report.ExposureJson;
import org.keytally.report.ExposureMarkdown;
import org.keytally.report.ExposureText;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows what keys that were taken away still open. */
@Command(
    name = "exposure",
    mixinStandardHelpOptions = true,
    description = {
      "Shows what keys that were taken away could ever read, and what of it is unchanged today.",
      "",
      "Taking a key out of a file leaves the value, the data key and the history as they are.",
      "So whoever has the key and a clone still has every value that was not replaced since.",
      "Without an option it tells of all keys that are nobody's today or left such values, of",
      "private keys that ever stood in clear, and of encrypted files that ever did.",
      "",
      "Exit code 1 if a value has to be replaced; 3 if none was found, but the clone is shallow",
      "or partial, so that nothing is proved."
    },
    footer = {
      "",
      "Examples:",
      "  keytally exposure                                    all departed keys",
      "  keytally exposure --user alice --format markdown     a checklist for an issue"
    })
final class ExposureCommand implements Callable<Integer> {

  /** How the answer is written. */
  enum Format {
    TEXT,
    JSON,
    MARKDOWN;

    /** As it is typed. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Keytally keytally;

  @ArgGroup private Whose whose = new Whose();

  @Option(
      names = "--rev",
      paramLabel = "REV",
      description = {
        "The commit whose history is read, and what 'today' is; also in a bare repository.",
        "Without it, the history of HEAD is compared with what is on disk."
      })
  private Optional<String> revision = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES}; default is text.")
  private Format format = Format.TEXT;

  @Option(
      names = "--no-cache",
      description = "Read everything anew, and keep nothing in the git directory for next time.")
  private boolean withoutCache;

  ExposureCommand(Keytally keytally) {
    this.keytally = keytally;
  }

  /** Whose keys; one of these at most. */
  private static final class Whose {

    @Option(names = "--key", paramLabel = "KEY", description = "Only this public key, in full.")
    private Optional<String> key = Optional.empty();

    @Option(
        names = "--user",
        paramLabel = "NAME",
        description = "All keys that this user, person or anchor ever had.")
    private Optional<String> user = Optional.empty();

    @Option(
        names = "--machine",
        paramLabel = "NAME",
        description = "All keys that this machine ever had.")
    private Optional<String> machine = Optional.empty();

    boolean isAnybody() {
      return key.isEmpty() && user.isEmpty() && machine.isEmpty();
    }
  }

  @Override
  public Integer call() throws Exception {
    try (CheckRun run =
        new CheckRun(keytally.directory(), keytally.terminal(), keytally.configuration())) {
      Input input = revision.isPresent() ? Input.revision(revision.get()) : Input.USUAL;
      CheckRun.Basis basis =
          run.basis(input, KeySource.none("history is judged without it"), Optional.empty());
      Exposure exposure = run.exposure(basis, revision.orElse("HEAD"), !withoutCache);
      List<KeyExposure> keys = chosen(exposure);
      write(exposure, keys);
      return exitCode(exposure, keys);
    }
  }

  private List<KeyExposure> chosen(Exposure exposure) throws UsageException {
    if (whose.isAnybody()) {
      return exposure.departed();
    }
    Set<String> wanted;
    String name;
    if (whose.key.isPresent()) {
      wanted = Set.of(whose.key.get());
      name = whose.key.get();
    } else if (whose.user.isPresent()) {
      wanted = exposure.keysOfUser(whose.user.get());
      name = "user " + whose.user.get();
    } else {
      String machine = whose.machine.orElse("");
      wanted = exposure.keysOfMachine(machine);
      name = "machine " + machine;
    }
    List<KeyExposure> keys = new ArrayList<>();
    for (KeyExposure key : exposure.keys()) {
      if (wanted.contains(key.recipient())) {
        keys.add(key);
      }
    }
    if (keys.isEmpty()) {
      throw new UsageException(
          "no file was ever encrypted to "
              + name
              + ", as far as the history here goes; 'keytally exposure' lists all departed keys.");
    }
    return keys;
  }

  private void write(Exposure exposure, List<KeyExposure> keys) throws Exception {
    boolean whole = whose.isAnybody();
    switch (format) {
      case TEXT -> new ExposureText(keytally.style()).write(exposure, keys, whole, keytally.out());
      case JSON -> ExposureJson.write(exposure, keys, whole, keytally.out());
      case MARKDOWN -> ExposureMarkdown.write(exposure, keys, whole, keytally.out());
    }
    keytally.out().flush();
  }

  private int exitCode(Exposure exposure, List<KeyExposure> keys) {
    for (KeyExposure key : keys) {
      if (!key.toReplace().isEmpty()) {
        return ExitCode.FINDINGS;
      }
    }
    if (whose.isAnybody()
        && !(exposure.privateKeys().isEmpty() && exposure.clearTexts().isEmpty())) {
      return ExitCode.FINDINGS;
    }
    return exposure.extent().isComplete() ? ExitCode.OK : ExitCode.UNREADABLE;
  }
}

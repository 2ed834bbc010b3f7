package org.keytally.clan;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Has Nix evaluate what a flake declares (clan-repository 3.3). This runs the Nix code of the
 * flake, which Nix confines to computing: nothing is built, not even to import what was built; the
 * flake's own settings do not count; its lock file stays as it is; nobody is asked anything.
 */
public final class NixEvaluation {

  private static final Duration WHOLE = Duration.ofMinutes(10);
  private static final Duration MACHINE = Duration.ofMinutes(3);
  private static final String EXPRESSION = "clan-manifest.nix";

  private final NixProgram nix;
  private final Path flake;
  private final boolean offline;
  private final Progress progress;

  private NixEvaluation(NixProgram nix, Path flake, boolean offline, Progress progress) {
    this.nix = nix;
    this.flake = flake;
    this.offline = offline;
    this.progress = progress;
  }

  /** Is told how an evaluation goes on. */
  public interface Progress {

    /** The fleet does not evaluate as a whole; its machines are tried one by one from here. */
    void oneByOne(NixException reason);

    /**
     * A machine is next.
     *
     * @param number from 1
     */
    void machine(String name, int number, int count);

    /** That machine does not evaluate. */
    void failed(String name, NixException reason);
  }

  /**
   * Evaluates a flake: as a whole, and where that fails machine by machine. What does not evaluate
   * then is a machine with an {@link Manifest.Machine#evaluationError}.
   *
   * @param flake the folder with {@code flake.nix}
   * @param repository the root of the work tree, from which no program is taken
   * @param variables of this process; Nix is given few of them
   * @param offline whether nothing may be fetched
   * @return without its source
   * @throws NixException if Nix is not there, or does not even say which machines there are
   */
  public static Manifest evaluate(
      Path flake,
      Path repository,
      Map<String, String> variables,
      boolean offline,
      Progress progress)
      throws NixException {
    Optional<NixProgram> nix = NixProgram.find(variables, repository);
    if (nix.isEmpty()) {
      throw new NixException("there is no nix on PATH; install it from https://nixos.org", "");
    }
    return new NixEvaluation(nix.get(), flake, offline, progress).evaluate();
  }

  private Manifest evaluate() throws NixException {
    Path folder;
    try {
      folder = Files.createTempDirectory("keytally-nix-");
    } catch (IOException e) {
      throw new NixException("there is no room for temporary files: " + e.getMessage(), "");
    }
    try {
      return evaluate(folder);
    } finally {
      delete(folder);
    }
  }

  private Manifest evaluate(Path folder) throws NixException {
    try {
      return run(folder, "{ }", WHOLE);
    } catch (NixException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      Manifest frame = run(folder, "{ only = [ ]; }", MACHINE);
      progress.oneByOne(e);
      return merged(folder, frame);
    }
  }

  private Manifest merged(Path folder, Manifest frame) throws NixException {
    SortedMap<String, Manifest.Machine> machines = new TreeMap<>();
    int number = 1;
    for (Map.Entry<String, Manifest.Machine> listed : frame.machines().entrySet()) {
      String name = listed.getKey();
      progress.machine(name, number, frame.machines().size());
      try {
        Manifest.Machine machine = machine(folder, name);
        machines.put(name, machine);
      } catch (NixException e) {
        if (Thread.currentThread().isInterrupted()) {
          throw e;
        }
        progress.failed(name, e);
        machines.put(name, notEvaluated(listed.getValue(), e));
      }
      number++;
    }
    return new Manifest(
        frame.source(), frame.clanDirectory(), frame.recipients(), machines, frame.exports());
  }

  private Manifest.Machine machine(Path folder, String name) throws NixException {
    if (!isPlain(name)) {
      throw new NixException("its name is none that clan accepts", "");
    }
    Manifest.Machine machine =
        run(folder, "{ only = [ \"" + name + "\" ]; }", MACHINE).machines().get(name);
    if (machine == null) {
      throw new NixException("it is there only at times", "");
    }
    return machine;
  }

  /** Whether a name can stand in Nix code between quotes as it is. */
  private static boolean isPlain(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!letter && (c < '0' || c > '9') && c != '-' && c != '_' && c != '.') {
        return false;
      }
    }
    return true;
  }

  private static Manifest.Machine notEvaluated(Manifest.Machine listed, NixException reason) {
    return new Manifest.Machine(
        listed.machineClass(),
        listed.tags(),
        listed.settings(),
        new TreeMap<>(),
        Optional.of(String.valueOf(reason.getMessage())));
  }

  private Manifest run(Path folder, String arguments, Duration limit) throws NixException {
    Map<String, String> environment = new HashMap<>(nix.environment());
    // Settings of flakes that were trusted once would be found there.
    environment.put("XDG_DATA_HOME", folder.resolve("data").toString());
    byte[] output = NixProcess.run(command(folder, arguments), environment, flake, limit);
    try {
      return ManifestReader.read(output);
    } catch (ManifestException e) {
      throw new NixException(
          "what the flake declares " + e.getMessage() + "; is it one of clan?", "");
    }
  }

  private List<String> command(Path folder, String arguments) {
    List<String> command = new ArrayList<>();
    command.add(nix.file().toString());
    command.add("--extra-experimental-features");
    command.add("nix-command flakes");
    command.add("eval");
    command.add("--json");
    // From the folder itself, so that no character of its path means anything to Nix.
    command.add(".#clanInternals");
    command.add("--apply");
    command.add("(" + expression() + ") " + arguments);
    command.add("--no-write-lock-file");
    command.add("--no-update-lock-file");
    command.add("--no-use-registries");
    option(command, "accept-flake-config", "false");
    option(command, "pure-eval", "true");
    option(command, "allow-import-from-derivation", "false");
    option(command, "allow-unsafe-native-code-during-evaluation", "false");
    option(command, "builders", "");
    option(command, "max-jobs", "0");
    option(command, "post-build-hook", "");
    if (offline) {
      command.add("--offline");
    }
    if (!nix.hasStore()) {
      command.add("--store");
      command.add(folder.resolve("store").toString());
    }
    return command;
  }

  private static void option(List<String> command, String name, String value) {
    command.add("--option");
    command.add(name);
    command.add(value);
  }

  private static String expression() {
    try (InputStream in = NixEvaluation.class.getResourceAsStream(EXPRESSION)) {
      if (in == null) {
        throw new IllegalStateException(EXPRESSION + " is missing from the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(EXPRESSION + " cannot be read", e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> content = Files.walk(folder)) {
      for (Path path : content.sorted(Comparator.reverseOrder()).toList()) {
        Path parent = path.getParent();
        // Nix takes the right to write from what it stores.
        if (parent != null && !Files.isWritable(parent)) {
          parent.toFile().setWritable(true);
        }
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // What is left stands in the folder for temporary files, and holds no secret.
      return;
    }
  }
}

package org.keytally.source;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.keytally.source.KeyFile.Entry;
import org.keytally.source.KeyFile.Origin;
import org.keytally.source.KeyFile.Problem;

/**
 * Finds the private keys of this workstation in the places and the order of clan and sops
 * (clan-repository 2.3, sops-file-format 3.3), and keeps only their public keys. Runs nothing and
 * asks for no passphrase.
 */
public final class WorkstationReader {

  private final Environment environment;

  /** Looks where this environment says. */
  public WorkstationReader(Environment environment) {
    this.environment = environment;
  }

  /** All places; no question asked of them. */
  public Workstation read() {
    List<KeyFile> keyFiles = new ArrayList<>();
    if (environment.variable("SOPS_AGE_KEY").isPresent()) {
      keyFiles.add(variable());
    }
    Optional<String> named = environment.variable("SOPS_AGE_KEY_FILE");
    if (named.isPresent()) {
      keyFiles.add(named(Origin.SOPS_AGE_KEY_FILE, named.get()));
    }
    Optional<Path> folder = environment.configurationFolder();
    Optional<Path> used = folder.map(WorkstationReader::keyFileIn);
    if (used.isPresent()) {
      keyFiles.add(file(Origin.DEFAULT_FILE, used.get(), false));
    } else if (environment.hasText("XDG_CONFIG_HOME")) {
      keyFiles.add(
          unreadable(
              Origin.DEFAULT_FILE,
              "$XDG_CONFIG_HOME/sops/age/keys.txt",
              "is not looked at, because XDG_CONFIG_HOME is not an absolute path"));
    }
    addSshKeys(keyFiles);
    addCommands(keyFiles);
    addUnused(keyFiles, used);
    return new Workstation(keyFiles);
  }

  /**
   * Only the file that a command line names, to be judged.
   *
   * @param keyFile as typed; relative to the folder of the process
   */
  public Workstation read(String keyFile) {
    return new Workstation(List.of(named(Origin.OPTION, keyFile))).demandedFor(Optional.empty());
  }

  private KeyFile variable() {
    byte[] content =
        environment.variable("SOPS_AGE_KEY").orElse("").getBytes(StandardCharsets.UTF_8);
    try {
      // To clan an empty variable is none, so it must not hide what comes after it.
      return keyFile(Origin.SOPS_AGE_KEY, "SOPS_AGE_KEY", content.length > 0, content, List.of());
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  private KeyFile named(Origin origin, String text) {
    Optional<Path> path = Environment.path(text);
    if (path.isPresent()) {
      return file(origin, path.get(), true);
    }
    return unreadable(
        origin,
        text.isEmpty() ? origin.toString() : text,
        text.isEmpty() ? "is set to nothing" : "is no path on this computer");
  }

  private KeyFile file(Origin origin, Path path, boolean expected) {
    String shown = environment.shown(path);
    KeyFileBytes bytes = KeyFileBytes.read(path);
    try {
      if (bytes.content().isEmpty()) {
        boolean problem = expected || !bytes.isAbsent();
        return new KeyFile(
            origin,
            shown,
            !bytes.isAbsent(),
            List.of(),
            List.of(),
            problem ? List.of(new Problem(Problem.Kind.UNREADABLE, 0, bytes.reason())) : List.of());
      }
      List<Problem> problems = new ArrayList<>();
      Optional<String> exposure = FilePermissions.exposure(path);
      if (exposure.isPresent()) {
        problems.add(new Problem(Problem.Kind.PERMISSIONS, 0, exposure.get()));
      }
      return keyFile(origin, shown, true, bytes.content().get(), problems);
    } finally {
      bytes.wipe();
    }
  }

  private static KeyFile keyFile(
      Origin origin, String location, boolean present, byte[] content, List<Problem> problems) {
    IdentityText text =
        new IdentityText(content, origin == Origin.SOPS_AGE_KEY, Recipients::of).read();
    List<Problem> all = new ArrayList<>(text.problems());
    all.addAll(problems);
    return new KeyFile(origin, location, present, text.entries(), text.comments(), all);
  }

  private static KeyFile unreadable(Origin origin, String location, String reason) {
    return new KeyFile(
        origin,
        location,
        false,
        List.of(),
        List.of(),
        List.of(new Problem(Problem.Kind.UNREADABLE, 0, reason)));
  }

  private void addSshKeys(List<KeyFile> keyFiles) {
    Optional<String> named = environment.variable("SOPS_AGE_SSH_PRIVATE_KEY_FILE");
    if (named.isPresent()) {
      Optional<Path> path = Environment.path(named.get());
      keyFiles.add(
          path.isPresent()
              ? sshKey(Origin.SSH_PRIVATE_KEY_FILE, path.get(), true)
              : unreadable(
                  Origin.SSH_PRIVATE_KEY_FILE,
                  "SOPS_AGE_SSH_PRIVATE_KEY_FILE",
                  "does not name a path"));
    }
    if (environment.home().isPresent()) {
      Path folder = environment.home().get().resolve(".ssh");
      keyFiles.add(sshKey(Origin.SSH_DEFAULT_FILE, folder.resolve("id_ed25519"), false));
      keyFiles.add(sshKey(Origin.SSH_DEFAULT_FILE, folder.resolve("id_rsa"), false));
    }
  }

  private KeyFile sshKey(Origin origin, Path path, boolean expected) {
    String shown = environment.shown(path);
    if (!Files.exists(path)) {
      return expected
          ? unreadable(origin, shown, "does not exist")
          : new KeyFile(origin, shown, false, List.of(), List.of(), List.of());
    }
    List<Problem> problems = new ArrayList<>();
    Optional<String> exposure = FilePermissions.exposure(path);
    if (exposure.isPresent()) {
      problems.add(new Problem(Problem.Kind.PERMISSIONS, 0, exposure.get()));
    }
    Optional<String> recipient = SshPublicKeys.of(path);
    return new KeyFile(
        origin,
        shown,
        true,
        recipient.isPresent() ? List.of(new Entry(recipient, false, 1)) : List.of(),
        List.of(),
        problems);
  }

  private void addCommands(List<KeyFile> keyFiles) {
    for (String name : List.of("SOPS_AGE_SSH_PRIVATE_KEY_CMD", "SOPS_AGE_KEY_CMD")) {
      if (environment.hasText(name)) {
        keyFiles.add(new KeyFile(Origin.COMMAND, name, true, List.of(), List.of(), List.of()));
      }
    }
  }

  /** Key files where a guide for another platform, or another shell, would have put them. */
  private void addUnused(List<KeyFile> keyFiles, Optional<Path> used) {
    if (environment.home().isEmpty()) {
      return;
    }
    Path home = environment.home().get();
    Set<Path> places = new LinkedHashSet<>();
    places.add(keyFileIn(home.resolve(".config")));
    places.add(keyFileIn(Environment.applicationSupport(home)));
    Optional<Path> named = environment.variable("SOPS_AGE_KEY_FILE").flatMap(Environment::path);
    for (Path place : places) {
      boolean inUse =
          (used.isPresent() && FilePermissions.isSame(place, used.get()))
              || (named.isPresent() && FilePermissions.isSame(place, named.get()));
      if (!inUse && Files.isRegularFile(place)) {
        keyFiles.add(file(Origin.UNUSED_FILE, place, false));
      }
    }
  }

  static Path keyFileIn(Path configuration) {
    return configuration.resolve("sops").resolve("age").resolve("keys.txt");
  }
}

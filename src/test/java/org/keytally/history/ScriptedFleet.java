package org.keytally.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.keytally.clan.Fleet;
import org.keytally.clan.FleetReader;
import org.keytally.clan.Owners;
import org.keytally.config.Configuration;
import org.keytally.git.Repositories;
import org.keytally.git.Repository;
import org.keytally.git.Snapshot;

/**
 * A repository whose history a test tells, with the real git program. Its sops files have the shape
 * of real ones; which data key and which value they hold is for the test to say.
 */
public final class ScriptedFleet {

  private final Path directory;
  private final Map<String, String> environment = new HashMap<>();
  private final Map<String, String> names = new HashMap<>();
  private int day;

  /**
   * Makes a repository.
   *
   * @param options of {@code git init}
   */
  public ScriptedFleet(Path directory, String... options) {
    this(directory, Map.of());
    List<String> command = new ArrayList<>(List.of("init", "-q", "-b", "main"));
    command.addAll(List.of(options));
    git(command.toArray(String[]::new));
  }

  private ScriptedFleet(Path directory, Map<String, String> names) {
    this.directory = directory;
    this.names.putAll(names);
    environment.put("GIT_CONFIG_NOSYSTEM", "1");
    environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
  }

  public Path directory() {
    return directory;
  }

  public String git(String... arguments) {
    return gitReading("", arguments);
  }

  /** Runs git with this text on its standard input. */
  String gitReading(String input, String... arguments) {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    String date = "2024-01-" + (day + 1 < 10 ? "0" : "") + (day + 1) + "T12:00:00Z";
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    for (String who : List.of("AUTHOR", "COMMITTER")) {
      builder.environment().put("GIT_" + who + "_NAME", "Ada");
      builder.environment().put("GIT_" + who + "_EMAIL", "ada@example.org");
      builder.environment().put("GIT_" + who + "_DATE", date);
    }
    try {
      Process process = builder.start();
      try (OutputStream in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      }
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      assertThat(process.waitFor()).as(String.join(" ", arguments) + ": " + output).isZero();
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  public ScriptedFleet write(String path, String content) {
    try {
      Path file = directory.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, content);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public ScriptedFleet delete(String path) {
    git("rm", "-q", "-r", path);
    return this;
  }

  public ScriptedFleet user(String name, String key) {
    return write("sops/users/" + name + "/key.json", keyJson(key));
  }

  public ScriptedFleet machine(String name, String key) {
    return write("sops/machines/" + name + "/key.json", keyJson(key));
  }

  private static String keyJson(String key) {
    return "[{\"publickey\": \"" + key + "\", \"type\": \"age\"}]\n";
  }

  /** The path of a plain secret. */
  public static String path(String name) {
    return "sops/secrets/" + name + "/secret";
  }

  /**
   * A file of the binary store.
   *
   * @param dataKey what the wrapped keys follow from: the same text is the same wrapping
   * @param value what the ciphertext follows from
   */
  public static String sealed(String dataKey, String value, String... recipients) {
    return file(dataKey, dataKey + ' ' + value, List.of(recipients));
  }

  /**
   * A file of the binary store.
   *
   * @param wrapping what the wrapped keys follow from
   * @param ciphertext what the encrypted value follows from
   */
  static String file(String wrapping, String ciphertext, List<String> recipients) {
    StringBuilder text = new StringBuilder("{\n\t\"data\": \"ENC[AES256_GCM,data:");
    text.append(base64(ciphertext)).append(",iv:").append(base64("iv of " + ciphertext));
    text.append(",tag:AAAAAAAAAAAAAAAAAAAAAA==,type:str]\",\n\t\"sops\": {\n\t\t\"age\": [");
    String separator = "";
    for (String recipient : recipients) {
      text.append(separator).append("\n\t\t\t{\"recipient\": \"").append(recipient);
      text.append("\", \"enc\": \"-----BEGIN AGE ENCRYPTED FILE-----\\n");
      text.append(base64(wrapping + ' ' + recipient));
      text.append("\\n-----END AGE ENCRYPTED FILE-----\\n\"}");
      separator = ",";
    }
    return text.append("\n\t\t],\n\t\t\"lastmodified\": \"2024-01-01T00:00:00Z\",")
        .append("\n\t\t\"mac\": \"ENC[AES256_GCM,data:AA==,iv:AA==,tag:AA==,type:str]\",")
        .append("\n\t\t\"version\": \"3.12.2\"\n\t}\n}\n")
        .toString();
  }

  /** The same value with the same data key, wrapped anew: as {@code sops updatekeys} leaves it. */
  public static String rewrapped(String dataKey, String value, String... recipients) {
    return file("again " + dataKey, dataKey + ' ' + value, List.of(recipients));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Commits all of the tree under a name by which answers call it, a day after the last one. */
  public ScriptedFleet commit(String name) {
    day++;
    git("add", "-A");
    git("commit", "-q", "--allow-empty", "-m", name);
    names.put(git("rev-parse", "HEAD"), name);
    return this;
  }

  /** Gives the commit that git just made a name. */
  public ScriptedFleet named(String name) {
    day++;
    names.put(git("rev-parse", "HEAD"), name);
    return this;
  }

  public ScriptedFleet cloneTo(Path target, String... options) {
    List<String> command = new ArrayList<>(List.of("clone", "-q"));
    command.addAll(List.of(options));
    command.add("file://" + directory);
    command.add(target.toString());
    git(command.toArray(String[]::new));
    return new ScriptedFleet(target, names);
  }

  /** What the history of HEAD tells rules, compared with what is on disk. */
  public Past past() throws Exception {
    try (Repository repository = Repositories.open(directory)) {
      Snapshot snapshot = repository.worktreeSnapshot();
      Fleet fleet = FleetReader.read(snapshot, Configuration.DEFAULT);
      History history = HistoryReader.read(repository, "HEAD", HistoryCache.none());
      Owners owners = Owners.of(fleet, Configuration.DEFAULT);
      return new Past(
          history, ExposureReader.read(history, snapshot, fleet, Configuration.DEFAULT, owners));
    }
  }

  /** What the history of HEAD discloses, compared with what is on disk. */
  Exposure exposure() throws Exception {
    return exposure(HistoryCache.none(), Configuration.DEFAULT);
  }

  Exposure exposure(HistoryCache cache, Configuration configuration) throws Exception {
    try (Repository repository = Repositories.open(directory)) {
      Snapshot snapshot =
          repository.workTree().isPresent()
              ? repository.worktreeSnapshot()
              : repository.commitSnapshot("HEAD");
      Fleet fleet = FleetReader.read(snapshot, configuration);
      return ExposureReader.read(
          HistoryReader.read(repository, "HEAD", cache),
          snapshot,
          fleet,
          configuration,
          Owners.of(fleet, configuration));
    }
  }

  /** What a key could ever read, a line for each value: name, state, and names of commits. */
  List<String> answers(Exposure exposure, String recipient) {
    List<String> lines = new ArrayList<>();
    for (KeyExposure key : exposure.keys()) {
      if (key.recipient().equals(recipient)) {
        for (ReadValue value : key.values()) {
          StringBuilder line = new StringBuilder(shortened(value.path()));
          line.append(' ').append(value.state());
          value.from().ifPresent(commit -> line.append(" from ").append(name(commit.id())));
          value.lost().ifPresent(commit -> line.append(" lost ").append(name(commit.id())));
          value.changed().ifPresent(commit -> line.append(" changed ").append(name(commit.id())));
          for (String former : value.formerPaths()) {
            line.append(" also ").append(shortened(former));
          }
          lines.add(line.toString());
        }
      }
    }
    return lines;
  }

  private static String shortened(String path) {
    return path.startsWith("sops/secrets/")
        ? path.substring("sops/secrets/".length(), path.length() - "/secret".length())
        : path;
  }

  public String name(String commit) {
    return names.getOrDefault(commit, commit);
  }
}

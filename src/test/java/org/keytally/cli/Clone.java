package org.keytally.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.keytally.demo.FleetBuilder;

/** A repository that tests work in with the real git program, as a person would. */
final class Clone {

  private final Path directory;
  private final Map<String, String> environment = new HashMap<>();

  private Clone(Path directory) {
    this.directory = directory;
    environment.put("PATH", System.getenv("PATH"));
    environment.put("HOME", directory.resolveSibling("no-home").toString());
    environment.put("LC_ALL", "C.UTF-8");
    environment.put("GIT_CONFIG_NOSYSTEM", "1");
    environment.put("GIT_AUTHOR_NAME", "Ann Author");
    environment.put("GIT_AUTHOR_EMAIL", "ann@example.org");
    environment.put("GIT_COMMITTER_NAME", "Ann Author");
    environment.put("GIT_COMMITTER_EMAIL", "ann@example.org");
  }

  /** An empty repository on branch main. */
  static Clone init(Path directory, String... options) throws IOException {
    Clone clone = new Clone(Files.createDirectories(directory));
    List<String> command = new ArrayList<>(List.of("init", "-q", "-b", "main"));
    command.addAll(List.of(options));
    clone.git(command.toArray(String[]::new));
    return clone;
  }

  /** A repository that is there already. */
  static Clone at(Path directory) {
    return new Clone(directory);
  }

  Path directory() {
    return directory;
  }

  Map<String, String> environment() {
    return environment;
  }

  /** What a program answered. */
  record Answer(int code, String said) {}

  /** Runs git, which has to succeed, and returns what it says. */
  String git(String... arguments) {
    Answer answer = tryGit(arguments);
    assertThat(answer.code()).as(String.join(" ", arguments) + ": " + answer.said()).isZero();
    return answer.said().strip();
  }

  Answer tryGit(String... arguments) {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    return run(command);
  }

  Answer run(List<String> command) {
    ProcessBuilder process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    process.environment().clear();
    process.environment().putAll(environment);
    try {
      Process running = process.start();
      running.getOutputStream().close();
      String said = new String(running.getInputStream().readAllBytes(), UTF_8);
      return new Answer(running.waitFor(), said);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Makes the work tree what the builder says, and nothing else. */
  Clone lay(FleetBuilder builder) throws Exception {
    try (Stream<Path> top = Files.list(directory)) {
      for (Path path : top.filter(p -> !p.endsWith(".git")).toList()) {
        delete(path);
      }
    }
    Path fresh = Files.createTempDirectory(directory.getParent(), "lay");
    builder.writeTo(fresh);
    try (Stream<Path> top = Files.list(fresh)) {
      for (Path path : top.toList()) {
        Files.move(path, directory.resolve(path.getFileName()));
      }
    }
    return this;
  }

  /** Copies a folder with its links. */
  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> below = Files.walk(from)) {
      for (Path each : below.toList()) {
        Files.copy(each, to.resolve(from.relativize(each)), LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  private static void delete(Path path) throws IOException {
    try (Stream<Path> below = Files.walk(path)) {
      for (Path each : below.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  Clone write(String path, String content) throws IOException {
    Path file = directory.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    return this;
  }

  /** Commits all that is on disk and returns the id. */
  String commit(String message) {
    git("add", "--all");
    git("commit", "-q", "--no-verify", "--allow-empty", "-m", message);
    return git("rev-parse", "HEAD");
  }

  /** Lays, commits, and returns the id. */
  String commit(FleetBuilder builder, String message) throws Exception {
    lay(builder);
    return commit(message);
  }
}

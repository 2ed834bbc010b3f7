package org.keytally.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A real repository, made with the real git program, that knows nothing of this computer. */
final class TestRepository {

  private final Path directory;
  private final Map<String, String> environment = new HashMap<>();

  private TestRepository(Path directory) {
    this.directory = directory;
    environment.put("GIT_CONFIG_NOSYSTEM", "1");
    environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
    // Thousands of files are made in no time where the disk is not waited for.
    environment.put("GIT_CONFIG_COUNT", "1");
    environment.put("GIT_CONFIG_KEY_0", "core.fsync");
    environment.put("GIT_CONFIG_VALUE_0", "none");
    environment.put("GIT_AUTHOR_NAME", "Ada");
    environment.put("GIT_AUTHOR_EMAIL", "ada@example.org");
    environment.put("GIT_COMMITTER_NAME", "Ada");
    environment.put("GIT_COMMITTER_EMAIL", "ada@example.org");
  }

  static Path program() {
    return GitProgram.find(System.getenv("PATH"), Path.of("/")).orElseThrow();
  }

  /** Makes a repository with {@code git init}. */
  static TestRepository init(Path directory, String... options) {
    TestRepository repository = new TestRepository(directory);
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> arguments = new ArrayList<>(List.of("init", "-q", "-b", "main"));
    arguments.addAll(Arrays.asList(options));
    repository.git(arguments.toArray(String[]::new));
    return repository;
  }

  /** A repository that is there already. */
  static TestRepository at(Path directory) {
    return new TestRepository(directory);
  }

  Path directory() {
    return directory;
  }

  /** Variables that both readers and git get. */
  Map<String, String> environment() {
    return environment;
  }

  TestRepository with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Runs git and returns what it prints; fails if git fails. */
  String git(String... arguments) {
    Result result = run(arguments);
    assertThat(result.status()).as(String.join(" ", arguments) + ": " + result.text()).isZero();
    return result.text();
  }

  /** Runs git, whether it fails or not. */
  Result run(String... arguments) {
    List<String> command = new ArrayList<>(List.of(program().toString()));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      byte[] output = process.getInputStream().readAllBytes();
      return new Result(process.waitFor(), new String(output, StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Exit status and output. */
  record Result(int status, String text) {}

  Path file(String path) {
    return directory.resolve(path);
  }

  /** Writes a file and returns this. */
  TestRepository write(String path, String content) {
    return write(path, content.getBytes(StandardCharsets.UTF_8));
  }

  TestRepository write(String path, byte[] content) {
    try {
      Path file = file(path);
      Files.createDirectories(file.getParent());
      Files.write(file, content);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  TestRepository link(String path, String target) {
    try {
      Path file = file(path);
      Files.createDirectories(file.getParent());
      Files.createSymbolicLink(file, Path.of(target));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  TestRepository executable(String path) {
    assertThat(file(path).toFile().setExecutable(true)).isTrue();
    return this;
  }

  TestRepository delete(String path) {
    try {
      Files.delete(file(path));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  TestRepository add(String... paths) {
    List<String> arguments = new ArrayList<>(List.of("add", "--"));
    arguments.addAll(Arrays.asList(paths));
    git(arguments.toArray(String[]::new));
    return this;
  }

  /** Commits all and returns the id. */
  String commit() {
    git("add", "-A");
    git("commit", "-q", "--allow-empty", "-m", "a state");
    return git("rev-parse", "HEAD");
  }

  /** The content of each entry of a snapshot by path, or why there is none. */
  static Map<String, String> contents(Snapshot snapshot, long limit) throws RepositoryException {
    return contents(snapshot, snapshot.entries(), limit);
  }

  static Map<String, String> contents(Snapshot snapshot, List<TreeEntry> entries, long limit)
      throws RepositoryException {
    Map<String, String> contents = new HashMap<>();
    List<TreeEntry> order = new ArrayList<>();
    snapshot.read(
        entries,
        limit,
        new BlobVisitor() {
          @Override
          public void visit(TreeEntry entry, byte[] content) {
            order.add(entry);
            contents.put(entry.path(), new String(content, StandardCharsets.ISO_8859_1));
          }

          @Override
          public void tooLarge(TreeEntry entry, long size) {
            order.add(entry);
            contents.put(entry.path(), "[too large: " + size + "]");
          }

          @Override
          public void unreadable(TreeEntry entry, String reason) {
            order.add(entry);
            contents.put(entry.path(), "[unreadable]");
          }
        });
    assertThat(order).as("every entry is told once, in order").isEqualTo(entries);
    return contents;
  }

  /** One line for each entry, for comparison. */
  static List<String> lines(Snapshot snapshot) throws RepositoryException {
    Map<String, String> contents = contents(snapshot, 1 << 20);
    List<String> lines = new ArrayList<>();
    for (TreeEntry entry : snapshot.entries()) {
      lines.add(line(entry, Optional.ofNullable(contents.get(entry.path())).orElse("[not told]")));
    }
    return lines;
  }

  private static String line(TreeEntry entry, String content) {
    return entry.mode()
        + " "
        + entry.tracking()
        + " "
        + PathBytes.shown(entry.path())
        + " = "
        + (content.length() > 60 ? content.substring(0, 60) + "…" + content.length() : content);
  }
}

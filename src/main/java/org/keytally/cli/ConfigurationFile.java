package org.keytally.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keytally.config.Configuration;
import org.keytally.config.ConfigurationException;
import org.keytally.config.ConfigurationReader;
import org.keytally.config.Nearest;
import org.keytally.git.BlobVisitor;
import org.keytally.git.FileMode;
import org.keytally.git.RepositoryException;
import org.keytally.git.Snapshot;
import org.keytally.git.TreeEntry;

/** Reads {@code .keytally.yaml} of a state, or the file that takes its place. */
final class ConfigurationFile {

  /** In bytes; the configuration reader takes no more. */
  private static final int LARGEST = 1 << 20;

  private static final String TOO_LARGE = "is larger than 1 MiB";

  private ConfigurationFile() {}

  /** The configuration of a state; the default where it has none. */
  static Configuration of(Snapshot snapshot)
      throws RepositoryException, UnusableConfigurationException {
    try {
      Optional<byte[]> content = content(snapshot);
      return content.isPresent() ? parsed(content.get()) : Configuration.DEFAULT;
    } catch (ConfigurationException e) {
      throw new UnusableConfigurationException(Configuration.FILE_NAME, e);
    }
  }

  /** What is wrong with the configuration of a state; empty where it can be used. */
  static List<ConfigurationException.Problem> problems(Snapshot snapshot)
      throws RepositoryException {
    try {
      Optional<byte[]> content = content(snapshot);
      if (content.isPresent()) {
        parsed(content.get());
      }
      return List.of();
    } catch (ConfigurationException e) {
      return e.problems();
    }
  }

  /** A configuration that was named on the command line. */
  static Configuration onDisk(Path file)
      throws UnusableConfigurationException, UsageException, IOException {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new UsageException("--config " + file + " is not a file that can be read.");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw unusable(TOO_LARGE);
      }
      return parsed(bytes);
    } catch (ConfigurationException e) {
      throw new UnusableConfigurationException(file.toString(), e);
    }
  }

  private static Optional<byte[]> content(Snapshot snapshot)
      throws RepositoryException, ConfigurationException {
    Optional<TreeEntry> entry = snapshot.entry(Configuration.FILE_NAME);
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    if (entry.get().mode() != FileMode.REGULAR && entry.get().mode() != FileMode.EXECUTABLE) {
      throw unusable("is not a file of this repository, but a link or a submodule");
    }
    Content content = new Content();
    snapshot.read(List.of(entry.get()), LARGEST, content);
    if (content.problem.isPresent()) {
      throw unusable(content.problem.get());
    }
    return Optional.of(content.bytes);
  }

  private static Configuration parsed(byte[] bytes) throws ConfigurationException {
    Configuration configuration = ConfigurationReader.read(bytes);
    if (configuration.rules().isEmpty() && configuration.accepted().isEmpty()) {
      return configuration;
    }
    List<String> known = RuleNames.known();
    List<ConfigurationException.Problem> problems = new ArrayList<>();
    for (Map.Entry<String, Configuration.RuleSetting> rule : configuration.rules().entrySet()) {
      addUnknown(rule.getKey(), rule.getValue().line(), known, problems);
    }
    for (Configuration.Accepted accepted : configuration.accepted()) {
      addUnknown(accepted.rule(), accepted.line(), known, problems);
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return configuration;
  }

  private static void addUnknown(
      String rule, int line, List<String> known, List<ConfigurationException.Problem> problems) {
    if (known.contains(rule)) {
      return;
    }
    Optional<String> nearest = Nearest.to(rule, known);
    problems.add(
        new ConfigurationException.Problem(
            line,
            "there is no rule \""
                + rule
                + "\""
                + (nearest.isPresent()
                    ? "; did you mean " + nearest.get() + "?"
                    : "; 'keytally explain' lists all rules")));
  }

  private static ConfigurationException unusable(String reason) {
    return new ConfigurationException(List.of(new ConfigurationException.Problem(0, reason)));
  }

  /** The content of one file. */
  private static final class Content implements BlobVisitor {

    private byte[] bytes = {};
    private Optional<String> problem = Optional.empty();

    @Override
    public void visit(TreeEntry entry, byte[] content) {
      bytes = content;
    }

    @Override
    public void tooLarge(TreeEntry entry, long size) {
      problem = Optional.of(TOO_LARGE);
    }

    @Override
    public void unreadable(TreeEntry entry, String reason) {
      problem = Optional.of("cannot be read: " + reason);
    }
  }
}

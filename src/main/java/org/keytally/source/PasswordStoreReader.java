package org.keytally.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.keytally.source.PasswordStore.Extension;

/**
 * Lists what the password stores of this computer have of clan's vars (clan-repository 7.1). Opens
 * no entry and runs nothing; reads only the lists of recipients.
 */
public final class PasswordStoreReader {

  /** More entries than this are no fleet's. */
  static final int MOST_ENTRIES = 200_000;

  /** Folders in folders: placement, machine, generator, and a file with slashes in its name. */
  private static final int DEEPEST = 16;

  private static final int LARGEST_LIST = 1 << 20;

  private final Environment environment;

  /** Looks where this environment says. */
  public PasswordStoreReader(Environment environment) {
    this.environment = environment;
  }

  /**
   * Lists a store.
   *
   * @param command {@code pass} or {@code passage}
   */
  public PasswordStore read(String command) {
    Optional<Path> folder = folder(command);
    if (folder.isEmpty()) {
      return unavailable(command, "password store", "there is no home folder to look in");
    }
    String location = environment.shown(folder.get());
    if (!Files.isDirectory(folder.get())) {
      return unavailable(command, location, "the store is not here");
    }
    try {
      SortedMap<String, Set<Extension>> entries = entries(folder.get());
      return new PasswordStore(
          command, location, Optional.empty(), entries, recipients(folder.get(), command));
    } catch (IOException e) {
      return unavailable(command, location, "the store cannot be read");
    }
  }

  private static PasswordStore unavailable(String command, String location, String reason) {
    return new PasswordStore(
        command, location, Optional.of(reason), new TreeMap<>(), Optional.empty());
  }

  private Optional<Path> folder(String command) {
    boolean pass = command.equals("pass");
    String variable = pass ? "PASSWORD_STORE_DIR" : "PASSAGE_DIR";
    if (environment.hasText(variable)) {
      return environment.variable(variable).flatMap(Environment::path);
    }
    return environment
        .home()
        .map(h -> pass ? h.resolve(".password-store") : h.resolve(".passage").resolve("store"));
  }

  private static SortedMap<String, Set<Extension>> entries(Path store) throws IOException {
    SortedMap<String, Set<Extension>> entries = new TreeMap<>();
    Path clan = store.resolve(PasswordStore.CLAN_FOLDER);
    if (!Files.isDirectory(clan)) {
      return entries;
    }
    // Stores of a team are often linked into one's own; walking them stops at circles.
    Files.walkFileTree(
        clan,
        Set.of(FileVisitOption.FOLLOW_LINKS),
        DEEPEST,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            String name = store.relativize(file).toString().replace('\\', '/');
            Optional<Extension> extension = extension(name);
            if (extension.isPresent() && attributes.isRegularFile()) {
              String entry = name.substring(0, name.lastIndexOf('.'));
              entries
                  .computeIfAbsent(entry, k -> EnumSet.noneOf(Extension.class))
                  .add(extension.get());
              if (entries.size() > MOST_ENTRIES) {
                throw new IOException("too many entries");
              }
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException reason) throws IOException {
            if (!(reason instanceof FileSystemLoopException) && Files.isDirectory(file)) {
              throw reason; // What is not seen would count as missing.
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return entries;
  }

  private static Optional<Extension> extension(String name) {
    if (name.endsWith(".age")) {
      return Optional.of(Extension.AGE);
    }
    return name.endsWith(".gpg") ? Optional.of(Extension.GPG) : Optional.empty();
  }

  /** The list that is nearest to clan's entries: in their folder, else in the store's. */
  private static Optional<List<String>> recipients(Path store, String command) throws IOException {
    String name = command.equals("pass") ? ".gpg-id" : ".age-recipients";
    for (Path list :
        List.of(store.resolve(PasswordStore.CLAN_FOLDER).resolve(name), store.resolve(name))) {
      if (Files.isRegularFile(list)) {
        return Optional.of(lines(list));
      }
    }
    return Optional.empty();
  }

  private static List<String> lines(Path list) throws IOException {
    byte[] content;
    try (InputStream in = Files.newInputStream(list)) {
      content = in.readNBytes(LARGEST_LIST + 1);
    }
    if (content.length > LARGEST_LIST) {
      throw new IOException("a list of recipients is larger than 1 MiB");
    }
    List<String> lines = new ArrayList<>();
    for (String line : new String(content, StandardCharsets.UTF_8).split("\n", -1)) {
      int comment = line.indexOf('#');
      String text = (comment < 0 ? line : line.substring(0, comment)).strip();
      if (!text.isEmpty()) {
        lines.add(text);
      }
    }
    return lines;
  }
}

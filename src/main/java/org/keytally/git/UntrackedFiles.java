package org.keytally.git;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.ignore.IgnoreNode;

/** Walks the work tree for files that are not in the index, by the rules of gitignore(5). */
final class UntrackedFiles {

  /** Bytes; rule files of a hostile repository are not read beyond. */
  static final int LARGEST_RULE_FILE = 1 << 20;

  private final Path root;
  private final Set<String> tracked;
  private final List<IgnoreNode> outerRules;

  /**
   * Prepares a walk.
   *
   * @param tracked paths of the index, those of submodules also with a final slash
   * @param outerRules of {@code info/exclude} and {@code core.excludesFile}, strongest first
   */
  UntrackedFiles(Path root, Set<String> tracked, List<IgnoreNode> outerRules) {
    this.root = root;
    this.tracked = tracked;
    this.outerRules = outerRules;
  }

  /** A folder to be walked: where it is, its path with a final slash, and the rules in force. */
  private record Folder(Path path, String prefix, Optional<Rules> rules, boolean ignored) {}

  /** Rules of one {@code .gitignore} and of those above it. */
  private record Rules(IgnoreNode node, int prefixLength, Optional<Rules> above) {}

  /** Untracked files that are not ignored; repositories inside end with a slash. */
  List<String> untracked() throws RepositoryException {
    return walk(false, List.of(""));
  }

  /** Ignored files below the given folders, sorted. */
  List<String> ignoredBelow(Collection<String> directories) throws RepositoryException {
    List<String> ignored = new ArrayList<>();
    for (String path : walk(true, directories)) {
      if (GitPlumbing.isBelowOneOf(path, directories)) {
        ignored.add(path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
      }
    }
    Collections.sort(ignored);
    return Collections.unmodifiableList(ignored);
  }

  private List<String> walk(boolean wantIgnored, Collection<String> directories)
      throws RepositoryException {
    List<String> found = new ArrayList<>();
    Deque<Folder> folders = new ArrayDeque<>();
    folders.push(new Folder(root, "", Optional.empty(), false));
    while (!folders.isEmpty()) {
      Folder folder = folders.pop();
      Optional<Rules> rules = rules(folder);
      for (Path child : children(folder.path())) {
        byte[] bytes = WorkTree.rawBytes(child.getFileName(), false);
        String path = folder.prefix() + PathBytes.decode(bytes, 0, bytes.length);
        boolean isFolder = Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS);
        if (path.endsWith("/.git")
            || path.equals(".git")
            || tracked.contains(isFolder ? path + "/" : path)
            || !(isFolder
                || Files.isSymbolicLink(child)
                || Files.isRegularFile(child, LinkOption.NOFOLLOW_LINKS))) {
          continue;
        }
        boolean ignored = folder.ignored() || isIgnored(path, isFolder, rules);
        if (isFolder && !isRepository(child)) {
          if ((wantIgnored || !ignored) && leadsTo(path, directories)) {
            folders.push(new Folder(child, path + "/", rules, ignored));
          }
        } else if (ignored == wantIgnored) {
          EntryList.requireRoom("the work tree", found.size());
          found.add(isFolder ? path + "/" : path);
        }
      }
    }
    return found;
  }

  /** What stands in a folder; like git, passes over a folder that cannot be listed. */
  private static List<Path> children(Path folder) {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(children::add);
    } catch (IOException | DirectoryIteratorException e) {
      return children;
    }
    return children;
  }

  private static boolean leadsTo(String path, Collection<String> directories) {
    for (String directory : directories) {
      if (directory.isEmpty()
          || path.equals(directory)
          || directory.startsWith(path + "/")
          || path.startsWith(directory + "/")) {
        return true;
      }
    }
    return false;
  }

  private static boolean isRepository(Path folder) {
    Path git = folder.resolve(".git");
    return Files.isRegularFile(git) || Files.exists(git.resolve("HEAD"), LinkOption.NOFOLLOW_LINKS);
  }

  private static Optional<Rules> rules(Folder folder) {
    Optional<IgnoreNode> node = parse(folder.path().resolve(".gitignore"));
    return node.isPresent()
        ? Optional.of(new Rules(node.get(), folder.prefix().length(), folder.rules()))
        : folder.rules();
  }

  /** Reads a rule file that is no link; empty if there is none. */
  static Optional<IgnoreNode> parse(Path file) {
    Optional<byte[]> content = ruleFile(file);
    if (content.isEmpty()) {
      return Optional.empty();
    }
    IgnoreNode node = new IgnoreNode();
    try {
      node.parse(new ByteArrayInputStream(content.get()));
    } catch (IOException e) {
      throw new IllegalStateException("an array cannot fail", e);
    }
    return Optional.of(node);
  }

  static Optional<byte[]> ruleFile(Path file) {
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          || Files.size(file) > LARGEST_RULE_FILE) {
        return Optional.empty();
      }
      return Optional.of(Files.readAllBytes(file));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private boolean isIgnored(String path, boolean isFolder, Optional<Rules> innermost) {
    for (Optional<Rules> at = innermost; at.isPresent(); at = at.get().above()) {
      Optional<Boolean> decided =
          decision(at.get().node(), path.substring(at.get().prefixLength()), isFolder);
      if (decided.isPresent()) {
        return decided.get();
      }
    }
    for (IgnoreNode node : outerRules) {
      Optional<Boolean> decided = decision(node, path, isFolder);
      if (decided.isPresent()) {
        return decided.get();
      }
    }
    return false;
  }

  private static Optional<Boolean> decision(IgnoreNode node, String path, boolean isFolder) {
    return Optional.ofNullable(node.checkIgnored(path, isFolder));
  }
}

package org.keytally.clan;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.keytally.git.BlobVisitor;
import org.keytally.git.FileMode;
import org.keytally.git.Repository;
import org.keytally.git.RepositoryException;
import org.keytally.git.Snapshot;
import org.keytally.git.SnapshotSource;
import org.keytally.git.TreeEntry;

/** Asks git how it treats the paths of a fleet (SEC-30, GIT-01 to GIT-03). */
public final class WorkTreeReader {

  /** The attributes that alter bytes between disk and repository (gitattributes(5)). */
  private static final List<String> ATTRIBUTES =
      List.of("filter", "eol", "working-tree-encoding", "ident");

  private WorkTreeReader() {}

  /**
   * Reads the state of what matters: all of {@code sops/} and {@code vars/} of the clan directory,
   * and the files that sops encrypted elsewhere.
   *
   * @param snapshot of the work tree or the index of the repository
   * @param fleet read from the snapshot
   * @return empty for a commit, which git no longer alters
   * @throws RepositoryException if git cannot say
   */
  public static Optional<WorkTreeState> read(Repository repository, Snapshot snapshot, Fleet fleet)
      throws RepositoryException {
    SnapshotSource.Kind kind = snapshot.source().kind();
    if (kind == SnapshotSource.Kind.COMMIT || kind == SnapshotSource.Kind.MERGE) {
      return Optional.empty();
    }
    List<String> folders = folders(fleet);
    List<TreeEntry> entries = entries(snapshot, fleet, folders);
    List<String> conflicted = new ArrayList<>();
    List<String> intentToAdd = new ArrayList<>();
    List<String> untracked = new ArrayList<>();
    for (TreeEntry entry : entries) {
      switch (entry.tracking()) {
        case TRACKED -> {}
        case UNTRACKED -> untracked.add(entry.path());
        case INTENT_TO_ADD -> intentToAdd.add(entry.path());
        case CONFLICTED -> conflicted.add(entry.path());
      }
    }
    List<String> ignored =
        new ArrayList<>(folders.isEmpty() ? List.of() : repository.ignoredBelow(folders));
    Collections.sort(ignored);
    return Optional.of(
        new WorkTreeState(
            conflicted,
            intentToAdd,
            untracked,
            ignored,
            filtered(repository, snapshot, entries),
            isFalse(repository.config("core.symlinks"))));
  }

  private static List<String> folders(Fleet fleet) {
    if (fleet.directory().isEmpty()) {
      return List.of();
    }
    Layout layout = Layout.of(fleet.directory().get());
    return List.of(layout.at("sops"), layout.at("vars"));
  }

  private static List<TreeEntry> entries(Snapshot snapshot, Fleet fleet, List<String> folders) {
    Set<String> wanted = new HashSet<>();
    for (RuledFile file : fleet.ruledFiles()) {
      wanted.add(file.path());
    }
    List<TreeEntry> entries = new ArrayList<>();
    for (TreeEntry entry : snapshot.entries()) {
      if (wanted.contains(entry.path()) || isBelow(entry.path(), folders)) {
        entries.add(entry);
      }
    }
    return entries;
  }

  private static boolean isBelow(String path, List<String> folders) {
    for (String folder : folders) {
      if (path.startsWith(folder) && path.startsWith("/", folder.length())) {
        return true;
      }
    }
    return false;
  }

  private static Map<String, String> filtered(
      Repository repository, Snapshot snapshot, List<TreeEntry> entries)
      throws RepositoryException {
    if (!hasAttributes(repository, snapshot)) {
      return Map.of();
    }
    List<String> paths = new ArrayList<>(entries.size());
    for (TreeEntry entry : entries) {
      if (entry.mode() == FileMode.REGULAR || entry.mode() == FileMode.EXECUTABLE) {
        paths.add(entry.path());
      }
    }
    Map<String, String> filtered = new TreeMap<>();
    Map<String, Map<String, String>> attributes = repository.attributes(paths, ATTRIBUTES);
    for (Map.Entry<String, Map<String, String>> of : attributes.entrySet()) {
      for (String name : ATTRIBUTES) {
        String value = of.getValue().get(name);
        if (value != null && alters(name, value)) {
          filtered.put(of.getKey(), value.equals("set") ? name : name + '=' + value);
          break;
        }
      }
    }
    return filtered;
  }

  /** Git is only asked where somebody has written one of these attributes at all. */
  private static boolean hasAttributes(Repository repository, Snapshot snapshot)
      throws RepositoryException {
    if (Files.exists(repository.gitDirectory().resolve("info/attributes"))) {
      return true;
    }
    List<TreeEntry> written = new ArrayList<>();
    for (TreeEntry entry : snapshot.entries()) {
      if (entry.name().equals(".gitattributes")) {
        written.add(entry);
      }
    }
    AttributeNames names = new AttributeNames();
    if (!written.isEmpty()) {
      snapshot.read(written, AttributeNames.LIMIT, names);
    }
    // Git goes by what is on disk, and where nothing is there, by the index.
    for (TreeEntry entry : written) {
      if (repository.workTree().isPresent() && !names.found) {
        names.visitFile(entry, repository.workTree().get());
      }
    }
    return names.found;
  }

  /** Looks for the names of our attributes in files; a doubt is a yes. */
  private static final class AttributeNames implements BlobVisitor {

    static final long LIMIT = 1 << 16;

    private boolean found;

    @Override
    public void visit(TreeEntry entry, byte[] content) {
      String text = new String(content, StandardCharsets.ISO_8859_1);
      for (String name : ATTRIBUTES) {
        found |= text.contains(name);
      }
    }

    @Override
    public void tooLarge(TreeEntry entry, long size) {
      found = true;
    }

    @Override
    public void unreadable(TreeEntry entry, String reason) {
      found = true;
    }

    void visitFile(TreeEntry entry, Path workTree) {
      Path file = workTree.resolve(entry.path());
      try {
        if (Files.size(file) > LIMIT) {
          found = true;
        } else {
          visit(entry, Files.readAllBytes(file));
        }
      } catch (NoSuchFileException e) {
        return;
      } catch (IOException e) {
        found = true;
      }
    }
  }

  /** Line ends that stay LF are harmless: sops and clan write no others. */
  private static boolean alters(String name, String value) {
    if (value.equals("unset") || value.equals("unspecified")) {
      return false;
    }
    return switch (name) {
      case "filter" -> !value.equals("set");
      case "eol" -> value.equals("crlf");
      case "working-tree-encoding" -> !value.equalsIgnoreCase("UTF-8");
      default -> true;
    };
  }

  private static boolean isFalse(Optional<String> value) {
    return value.isPresent()
        && (value.get().equalsIgnoreCase("false")
            || value.get().equalsIgnoreCase("no")
            || value.get().equalsIgnoreCase("off")
            || value.get().equals("0"));
  }
}

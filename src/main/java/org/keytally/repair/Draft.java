package org.keytally.repair;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.keytally.git.BlobVisitor;
import org.keytally.git.FileMode;
import org.keytally.git.RepositoryException;
import org.keytally.git.Snapshot;
import org.keytally.git.TreeEntry;

/** A plan in the making: one step for each path, whatever number of rules asks for it. */
final class Draft {

  /** In bytes; what is larger is no file of clan, and the reader passed over it. */
  private static final long LIMIT = 16L << 20;

  private final Snapshot base;
  private final Overlay overlay;
  private final Map<String, Step> steps = new LinkedHashMap<>();
  private final List<Obstacle> obstacles = new ArrayList<>();
  private final Map<String, SortedSet<String>> touched = new HashMap<>();
  private final Map<String, State> read = new HashMap<>();

  Draft(Snapshot base) {
    this.base = base;
    this.overlay = new Overlay(base);
  }

  /** The tree as the steps so far leave it. */
  Snapshot snapshot() {
    return overlay.snapshot();
  }

  List<Step> steps() {
    return new ArrayList<>(steps.values());
  }

  List<Obstacle> obstacles() {
    return obstacles;
  }

  void obstacle(String path, Collection<String> rules, Need need, String reason, String command) {
    obstacles.add(new Obstacle(path, List.copyOf(new TreeSet<>(rules)), need, reason, command));
  }

  /** Notes that a rule changed who should read the secret of this folder. */
  void touch(String directory, String rule) {
    touched.computeIfAbsent(directory, k -> new TreeSet<>()).add(rule);
  }

  /** The rules that changed who should read the file; usually none. */
  Collection<String> touchedBy(String path) {
    int slash = path.lastIndexOf('/');
    return touched.getOrDefault(path.substring(0, Math.max(slash, 0)), new TreeSet<>());
  }

  boolean has(String path) {
    return steps.containsKey(path);
  }

  /** Other bytes for a file. */
  void rewrite(
      String path,
      byte[] content,
      Collection<String> rules,
      Need need,
      Optional<ReaderChange> readers)
      throws RepositoryException {
    State before = before(path);
    boolean executable = overlay.mode(path) == FileMode.EXECUTABLE;
    SortedSet<String> all = new TreeSet<>(rules);
    if (steps.containsKey(path)) {
      all.addAll(step(path).rules());
    }
    steps.put(
        path,
        Step.of(
            new Edit.Rewrite(path, before, Content.of(content), executable), all, need, readers));
    overlay.rewrite(path, content, executable);
  }

  void notExecutable(String path, String rule) throws RepositoryException {
    steps.put(
        path,
        Step.of(
            new Edit.Mode(path, before(path), false),
            List.of(rule),
            Need.NOTHING,
            Optional.empty()));
    overlay.rewrite(path, content(path), false);
  }

  void link(String path, String target, String rule) throws RepositoryException {
    steps.put(
        path,
        Step.of(
            new Edit.Link(path, before(path), target),
            List.of(rule),
            Need.NOTHING,
            Optional.empty()));
    overlay.link(path, target);
  }

  void delete(String path, String rule) throws RepositoryException {
    steps.put(
        path,
        Step.of(
            new Edit.Delete(path, before(path)), List.of(rule), Need.NOTHING, Optional.empty()));
    overlay.delete(path);
  }

  /** Content of one file before all steps, or the target of a link; empty where there is none. */
  byte[] content(String path) throws RepositoryException {
    return contents(List.of(path)).getOrDefault(path, new byte[0]);
  }

  /** The same of many, in one batch; what cannot be read is left out. */
  Map<String, byte[]> contents(Collection<String> paths) throws RepositoryException {
    List<TreeEntry> wanted = new ArrayList<>();
    for (String path : paths) {
      base.entry(path).ifPresent(wanted::add);
    }
    Map<String, byte[]> contents = new HashMap<>();
    base.read(
        wanted,
        LIMIT,
        new BlobVisitor() {
          @Override
          public void visit(TreeEntry entry, byte[] content) {
            contents.put(entry.path(), content);
            read.put(entry.path(), state(entry, content));
          }
        });
    return contents;
  }

  private Step step(String path) {
    Step step = steps.get(path);
    if (step == null) {
      throw new IllegalStateException("no step for " + path);
    }
    return step;
  }

  /** What stands at a path before all steps; read only if nothing has read it yet. */
  private State before(String path) throws RepositoryException {
    State known = read.get(path);
    if (known != null) {
      return known;
    }
    Optional<TreeEntry> entry = base.entry(path);
    return entry.isPresent() ? state(entry.get(), content(path)) : State.NOTHING;
  }

  private static State state(TreeEntry entry, byte[] content) {
    return switch (entry.mode()) {
      case LINK -> new State(State.Kind.LINK, Digests.of(content));
      case EXECUTABLE -> State.file(content, true);
      case REGULAR, SUBMODULE -> State.file(content, false);
    };
  }
}

package org.keytally.repair;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.keytally.clan.Fleet;
import org.keytally.git.FileMode;
import org.keytally.git.RepositoryException;
import org.keytally.git.Snapshot;
import org.keytally.git.TreeEntry;

/** A plan in the making: one step for each path, whatever number of rules asks for it. */
final class Draft {

  /** In bytes; what is larger is no file of clan, and the reader passed over it. */
  private static final long LIMIT = 16L << 20;

  private static final byte[] ABSENT = {};

  private final Snapshot base;
  private final Overlay overlay;
  private final Map<String, Step> steps = new LinkedHashMap<>();
  private final List<Obstacle> obstacles = new ArrayList<>();
  private final Map<String, SortedSet<String>> touched = new HashMap<>();
  private final Map<String, State> read = new HashMap<>();
  private int edits;

  Draft(Snapshot base) {
    this.base = base;
    this.overlay = new Overlay(base);
  }

  /** The tree as the steps so far leave it. */
  Snapshot snapshot() {
    return overlay.snapshot();
  }

  /** The same, to be changed further without changing the plan. */
  Overlay overlay() {
    return overlay.copy();
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

  /** Notes that a rule changed who should read this file. */
  void touch(String path, String rule) {
    touched.computeIfAbsent(path, k -> new TreeSet<>()).add(rule);
  }

  /** The rules that changed who should read the file; usually none. */
  Collection<String> touchedBy(String path) {
    return touched.getOrDefault(path, new TreeSet<>());
  }

  /** How many edits were asked for so far, several of one path included. */
  int edits() {
    return edits;
  }

  boolean has(String path) {
    return steps.containsKey(path);
  }

  /** The path, from the repository root, of something in the clan directory. */
  static String inClan(Fleet fleet, String path) {
    String directory = fleet.directory().orElse("");
    return directory.isEmpty() ? path : directory + '/' + path;
  }

  /** Other bytes for a file. */
  void rewrite(
      String path,
      byte[] content,
      Collection<String> rules,
      Need need,
      Optional<ReaderChange> readers)
      throws RepositoryException {
    rewrite(path, Content.of(content), rules, need, readers);
  }

  /** The same. */
  void rewrite(
      String path,
      Content content,
      Collection<String> rules,
      Need need,
      Optional<ReaderChange> readers)
      throws RepositoryException {
    Optional<State> before = before(path, rules);
    if (before.isEmpty()) {
      return;
    }
    boolean executable = overlay.mode(path) == FileMode.EXECUTABLE;
    SortedSet<String> all = new TreeSet<>(rules);
    if (steps.containsKey(path)) {
      all.addAll(step(path).rules());
    }
    edits++;
    steps.put(
        path,
        Step.of(new Edit.Rewrite(path, before.get(), content, executable), all, need, readers));
    overlay.rewrite(path, content, executable);
  }

  /** A file with these bytes, in the place of whatever stands there. */
  void write(String path, byte[] content, String rule) throws RepositoryException {
    rewrite(path, content, List.of(rule), Need.NOTHING, Optional.empty());
  }

  void notExecutable(String path, String rule) throws RepositoryException {
    Optional<State> before = before(path, List.of(rule));
    if (before.isPresent()) {
      put(new Edit.Mode(path, before.get(), false), rule);
      overlay.rewrite(path, Content.of(content(path)), false);
    }
  }

  void link(String path, String target, String rule) throws RepositoryException {
    Optional<State> before = before(path, List.of(rule));
    if (before.isPresent()) {
      put(new Edit.Link(path, before.get(), target), rule);
      overlay.link(path, target);
    }
  }

  void delete(String path, String rule) throws RepositoryException {
    Optional<State> before = before(path, List.of(rule));
    if (before.isPresent()) {
      put(new Edit.Delete(path, before.get()), rule);
      overlay.delete(path);
    }
  }

  private void put(Edit edit, String rule) {
    edits++;
    steps.put(edit.path(), Step.of(edit, List.of(rule), Need.NOTHING, Optional.empty()));
  }

  /** Content of one file as the steps so far leave it; empty where there is none. */
  byte[] content(String path) throws RepositoryException {
    return contents(List.of(path)).getOrDefault(path, new byte[0]);
  }

  /** The same of many, in one batch, in their order; what cannot be read is left out. */
  Map<String, byte[]> contents(Collection<String> paths) throws RepositoryException {
    Map<String, byte[]> contents = new LinkedHashMap<>();
    List<String> unchanged = new ArrayList<>();
    for (String path : paths) {
      contents.put(path, overlay.changed(path).orElse(ABSENT));
      if (!steps.containsKey(path)) {
        unchanged.add(path);
      }
    }
    contents.putAll(original(unchanged));
    contents.values().removeIf(content -> content == ABSENT);
    return contents;
  }

  /** Contents before all steps, whose states are remembered. */
  private Map<String, byte[]> original(Collection<String> paths) throws RepositoryException {
    List<TreeEntry> wanted = new ArrayList<>();
    for (String path : paths) {
      base.entry(path).ifPresent(wanted::add);
    }
    Map<String, byte[]> contents = new HashMap<>();
    List<TreeEntry> found = new ArrayList<>(wanted.size());
    List<byte[]> bytes = new ArrayList<>(wanted.size());
    base.read(
        wanted,
        LIMIT,
        (entry, content) -> {
          contents.put(entry.path(), content);
          found.add(entry);
          bytes.add(content);
        });
    State[] states = new State[found.size()];
    try {
      Threads.run(
          Threads.processors(), states.length, i -> states[i] = state(found.get(i), bytes.get(i)));
    } catch (RepairException | IOException e) {
      throw new IllegalStateException("a digest touches no disk", e);
    }
    for (int i = 0; i < states.length; i++) {
      read.put(found.get(i).path(), states[i]);
    }
    return contents;
  }

  private Step step(String path) {
    Step step = steps.get(path);
    if (step == null) {
      throw new IllegalStateException("no step for " + path);
    }
    return step;
  }

  /**
   * What stands at a path before all steps, read only if nothing has read it yet; absent, and noted
   * as an obstacle, where it cannot be read.
   */
  private Optional<State> before(String path, Collection<String> rules) throws RepositoryException {
    if (base.entry(path).isEmpty()) {
      return Optional.of(State.NOTHING);
    }
    if (!read.containsKey(path)) {
      original(List.of(path));
    }
    Optional<State> before = Optional.ofNullable(read.get(path));
    if (before.isEmpty()) {
      obstacle(
          path,
          rules,
          Need.CHOICE,
          "It cannot be read, or is larger than any file of clan.",
          "Look at it: ls -l " + path);
    }
    return before;
  }

  private static State state(TreeEntry entry, byte[] content) {
    return switch (entry.mode()) {
      case LINK -> new State(State.Kind.LINK, Digests.of(content));
      case EXECUTABLE -> State.file(content, true);
      case REGULAR, SUBMODULE -> State.file(content, false);
    };
  }
}

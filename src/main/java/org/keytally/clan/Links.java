package org.keytally.clan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keytally.git.FileMode;
import org.keytally.git.Snapshot;
import org.keytally.git.TreeEntry;

/**
 * Follows links through the entries of a snapshot, never through a file system: component by
 * component, as a kernel does, so that links through linked folders lead where they lead on disk.
 */
final class Links {

  /** As many as Linux follows (path_resolution(7)). */
  private static final int MOST_LINKS = 40;

  /** The longest target that Linux takes (PATH_MAX). */
  static final int LONGEST_TARGET = 4096;

  private final Snapshot snapshot;
  private final Map<String, String> targets;
  private final Map<String, Destination> known = new HashMap<>();

  /**
   * Links of one snapshot.
   *
   * @param targets the text of every link that could be read, by path
   */
  Links(Snapshot snapshot, Map<String, String> targets) {
    this.snapshot = snapshot;
    this.targets = targets;
  }

  /** Where a link leads. */
  enum Outcome {
    FOLDER,
    FILE,
    /** Nowhere, or in a circle. */
    NOWHERE,
    /** Out of the repository. */
    OUTSIDE
  }

  /**
   * Where a link leads.
   *
   * @param path without links on the way; present for folders and files
   */
  record Destination(Outcome outcome, Optional<String> path) {
    static final Destination NOWHERE = new Destination(Outcome.NOWHERE, Optional.empty());
    static final Destination OUTSIDE = new Destination(Outcome.OUTSIDE, Optional.empty());
  }

  /** The text of a link, if it could be read. */
  Optional<String> target(String path) {
    return Optional.ofNullable(targets.get(path));
  }

  /**
   * Follows a target.
   *
   * @param folder that holds the link, without links on the way; empty for the root
   */
  Destination follow(String folder, String target) {
    if (target.startsWith("/")) {
      return Destination.OUTSIDE;
    }
    if (target.isEmpty() || target.length() > LONGEST_TARGET || target.indexOf('\0') >= 0) {
      return Destination.NOWHERE;
    }
    String at = folder;
    int start = 0;
    while (target.startsWith("../", start)) {
      if (at.isEmpty()) {
        return Destination.OUTSIDE;
      }
      at = parent(at);
      start += 3;
    }
    // Nearly all links of a fleet lead to a few members, so each way down is walked once.
    String rest = target.substring(start);
    String key = at + '/' + rest;
    Destination cached = known.get(key);
    if (cached == null) {
      cached = walk(at, rest);
      known.put(key, cached);
    }
    return cached;
  }

  private Destination walk(String folder, String target) {
    String at = folder;
    boolean file = false;
    int links = 0;
    ArrayDeque<String> todo = new ArrayDeque<>();
    for (String name : Layout.names(target)) {
      todo.addLast(name);
    }
    while (!todo.isEmpty()) {
      String name = todo.pop();
      if (file) {
        return Destination.NOWHERE;
      }
      if (name.isEmpty() || name.equals(".")) {
        continue;
      }
      if (name.equals("..")) {
        if (at.isEmpty()) {
          return Destination.OUTSIDE;
        }
        at = parent(at);
        continue;
      }
      String next = at.isEmpty() ? name : at + '/' + name;
      Optional<TreeEntry> entry = snapshot.entry(next);
      if (entry.isPresent() && entry.get().mode() == FileMode.LINK) {
        String text = targets.get(next);
        if (++links > MOST_LINKS
            || text == null
            || text.isEmpty()
            || text.length() > LONGEST_TARGET) {
          return Destination.NOWHERE;
        }
        if (text.startsWith("/")) {
          return Destination.OUTSIDE;
        }
        List<String> names = new ArrayList<>(Layout.names(text));
        for (int i = names.size() - 1; i >= 0; i--) {
          todo.push(names.get(i));
        }
        continue;
      }
      if (entry.isPresent()) {
        file = true;
      } else if (!snapshot.isDirectory(next)) {
        return Destination.NOWHERE;
      }
      at = next;
    }
    return new Destination(file ? Outcome.FILE : Outcome.FOLDER, Optional.of(at));
  }

  private static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }
}

package org.keytally.history;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.keytally.git.Commit;
import org.keytally.git.HistoryExtent;

/** The files of a fleet over all commits that lead to one. Immutable. */
public final class History {

  private final String tip;
  private final HistoryExtent extent;
  private final SortedMap<String, FileHistory> files;
  private final Effort effort;
  private final Map<String, Commit> firstWritten = new HashMap<>();

  /**
   * How much work it was.
   *
   * @param blobs distinct contents that the history names at paths of their kind
   * @param parsed how many of them were read, and not known from the cache
   */
  public record Effort(int blobs, int parsed) {}

  History(String tip, HistoryExtent extent, List<FileHistory> files, Effort effort) {
    this.tip = tip;
    this.extent = extent;
    this.effort = effort;
    SortedMap<String, FileHistory> byPath = new TreeMap<>();
    for (FileHistory file : files) {
      byPath.put(file.path(), file);
    }
    this.files = Collections.unmodifiableSortedMap(byPath);
  }

  /** The full id of the commit whose history it is. */
  public String tip() {
    return tip;
  }

  /** How much of the history was there to see. */
  public HistoryExtent extent() {
    return extent;
  }

  /** How much had to be read. */
  public Effort effort() {
    return effort;
  }

  SortedMap<String, FileHistory> files() {
    return files;
  }

  /**
   * When what a path holds at the tip was written: the encrypted values of a sops file, the content
   * of another. Changes of recipients do not count, nor does a move.
   *
   * @return absent where there is nothing at the tip, or nothing of interest
   */
  public Optional<Commit> written(String path) {
    FileHistory file = files.get(path);
    if (file == null) {
      return Optional.empty();
    }
    Optional<FileHistory.Version> last = Optional.empty();
    for (FileHistory.Version version : file.versions()) {
      if (version.after().isEmpty()) {
        last = Optional.empty();
      } else if (!version.keepsContent()) {
        last = Optional.of(version);
      }
    }
    if (last.isEmpty()) {
      return Optional.empty();
    }
    FileHistory.Version version = last.get();
    Commit earliest = earliest(version.after().orElseThrow().content(), version.commit());
    return Optional.of(version.created() ? earliest : version.commit());
  }

  /** The first commit that had this content at any path. */
  private Commit earliest(String content, Commit otherwise) {
    Commit known = firstWritten().getOrDefault(content, otherwise);
    return known.order() < otherwise.order() ? known : otherwise;
  }

  private synchronized Map<String, Commit> firstWritten() {
    if (firstWritten.isEmpty()) {
      for (FileHistory file : files.values()) {
        for (FileHistory.Version version : file.versions()) {
          if (version.after().isPresent()) {
            String content = version.after().get().content();
            Commit known = firstWritten.get(content);
            if (known == null || version.commit().order() < known.order()) {
              firstWritten.put(content, version.commit());
            }
          }
        }
      }
    }
    return firstWritten;
  }

  /** Keys that a key file gave up, each with the last commit in which it did. */
  public Map<String, Commit> formerKeys(String keyFile) {
    return former(keyFile, "");
  }

  /** The same for the values of an anchor of a {@code .sops.yaml}. */
  public Map<String, Commit> formerKeysOfAnchor(String sopsConfig, String anchor) {
    return former(sopsConfig, anchor);
  }

  private Map<String, Commit> former(String path, String name) {
    Map<String, Commit> former = new TreeMap<>();
    FileHistory file = files.get(path);
    if (file == null) {
      return former;
    }
    for (FileHistory.Version version : file.versions()) {
      List<String> now = new ArrayList<>();
      if (version.after().isPresent()) {
        now = version.after().get().keysOf(name);
      }
      for (FileHistory.Blob blob : version.before()) {
        for (String key : blob.keysOf(name)) {
          if (!now.contains(key)) {
            PastOwners.later(former, key, version.commit());
          }
        }
      }
    }
    return former;
  }
}

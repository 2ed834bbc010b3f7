package org.keytally.history;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.keytally.git.HistoryExtent;

/** The files of a fleet over all commits that lead to one. Immutable. */
public final class History {

  private final String tip;
  private final HistoryExtent extent;
  private final SortedMap<String, FileHistory> files;
  private final Effort effort;

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
}

package org.keytally.clan;

import java.util.List;
import java.util.Map;

/**
 * How git treats the paths of secrets, keys and vars: what stands between the files and a commit
 * that Nix and clan can read. All paths are relative to the repository root and sorted.
 *
 * @param conflicted unmerged
 * @param intentToAdd announced without content
 * @param untracked on disk only
 * @param ignored on disk, and hidden by an ignore rule
 * @param filtered paths whose content git alters on the way (attributes filter, text, eol), with
 *     the attribute that does it
 * @param linksOff {@code core.symlinks} is false: links are checked out as text files
 */
public record WorkTreeState(
    List<String> conflicted,
    List<String> intentToAdd,
    List<String> untracked,
    List<String> ignored,
    Map<String, String> filtered,
    boolean linksOff) {

  /** Nothing stands in between. */
  public static final WorkTreeState CLEAN =
      new WorkTreeState(List.of(), List.of(), List.of(), List.of(), Map.of(), false);

  public WorkTreeState {
    conflicted = List.copyOf(conflicted);
    intentToAdd = List.copyOf(intentToAdd);
    untracked = List.copyOf(untracked);
    ignored = List.copyOf(ignored);
    filtered = Map.copyOf(filtered);
  }
}

package org.keytally.clan;

import java.util.List;

/**
 * It is not clear which folder is the clan directory, or the configured one does not exist: wrong
 * configuration, not a broken repository. The message is for the person at the terminal.
 */
public final class ClanDirectoryException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient List<String> candidates;

  ClanDirectoryException(String message, List<String> candidates) {
    super(message);
    this.candidates = List.copyOf(candidates);
  }

  /** Folders that look like a clan directory, sorted; none where the configured one is missing. */
  public List<String> candidates() {
    return candidates;
  }
}

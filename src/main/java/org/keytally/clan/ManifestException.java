package org.keytally.clan;

/** A manifest that cannot be used; the message is a clause for a person. */
public final class ManifestException extends Exception {

  private static final long serialVersionUID = 1L;

  private final int line;

  /**
   * For one reason.
   *
   * @param line from 1; 0 where there is none
   */
  ManifestException(int line, String message) {
    super(message);
    this.line = line;
  }

  /** From 1; 0 for the manifest as a whole. */
  public int line() {
    return line;
  }
}

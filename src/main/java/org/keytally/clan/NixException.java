package org.keytally.clan;

/** Nix could not say what a flake declares; the message is for a person. */
public final class NixException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String details;

  /**
   * For one reason.
   *
   * @param details all that Nix said
   */
  NixException(String message, String details) {
    super(message);
    this.details = details;
  }

  /** All that Nix said, several lines; empty where it said nothing. */
  public String details() {
    return details;
  }
}

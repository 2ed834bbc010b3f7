package org.keytally.source;

import java.io.IOException;

/** A vault cannot be asked. The message says what to do, and holds nothing that the vault said. */
public final class VaultException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Kind {
    /** Its program is not on this computer. */
    PROGRAM_MISSING,
    LOGGED_OUT,
    LOCKED,
    /** Its server does not answer. */
    UNREACHABLE,
    /** Its program takes too long and was stopped. */
    SLOW,
    /** Its program failed, or printed what it does not usually print. */
    FAILED
  }

  private final Kind kind;

  VaultException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}

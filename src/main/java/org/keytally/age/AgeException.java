package org.keytally.age;

/**
 * An age file that cannot be opened or made. The message says the reason in words for the person at
 * the terminal, and never holds private key text or plaintext.
 */
public final class AgeException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What failed, in the order in which a file is opened. */
  public enum Kind {
    /** The text between the armor lines, or the lines themselves. */
    ARMOR,
    /** The header, or a stanza that is meant for the identity at hand. */
    HEADER,
    /** No stanza is for any of the identities. */
    NO_MATCH,
    /** The header is not the one that was written with the file key. */
    MAC,
    /** The encrypted content was changed or cut off. */
    PAYLOAD,
    /** A key that nothing can be encrypted to. */
    RECIPIENT,
    /** A plugin is missing, failed or broke the protocol. */
    PLUGIN,
    /** No passphrase was given, or the wrong one. */
    PASSPHRASE
  }

  private final Kind kind;

  AgeException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}

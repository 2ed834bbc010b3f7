package org.keytally.age;

/**
 * A key whose text is not of its kind's form. The message says the object and the reason, and never
 * holds private key text.
 */
public final class MalformedKeyException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String reason;

  public MalformedKeyException(String message) {
    super(message);
    this.reason = message;
  }

  /** The message; never absent. */
  public String reason() {
    return reason;
  }
}

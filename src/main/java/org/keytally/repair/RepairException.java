package org.keytally.repair;

import java.io.IOException;

/**
 * A repair was refused or undone; the work tree is as it was before, except where the message says
 * otherwise. The message is for a person and holds no secret.
 */
public final class RepairException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String reason;

  RepairException(String message) {
    super(message);
    this.reason = message;
  }

  RepairException(String message, Throwable cause) {
    super(message, cause);
    this.reason = message;
  }

  /** A plan cannot be carried out; nothing was changed. */
  public static RepairException refused(String sentence) {
    return new RepairException(sentence);
  }

  /** The disk failed, and everything was taken back. */
  public static RepairException ofDisk(IOException failure) {
    RepairException refusal =
        new RepairException(
            "the repair was taken back, because the disk failed: " + failure.getMessage(), failure);
    for (Throwable also : failure.getSuppressed()) {
      refusal.addSuppressed(also);
    }
    return refusal;
  }

  /** The message, which is always there. */
  public String reason() {
    return reason;
  }
}

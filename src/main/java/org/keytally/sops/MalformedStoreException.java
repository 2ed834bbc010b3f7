package org.keytally.sops;

/** The text is not of its store's form, or larger than is read; caught within this package. */
final class MalformedStoreException extends Exception {

  private static final long serialVersionUID = 1L;

  private final SopsProblem.Kind kind;
  private final int line;

  MalformedStoreException(SopsProblem.Kind kind, int line, String message) {
    super(message, null, false, false);
    this.kind = kind;
    this.line = line;
  }

  SopsProblem.Kind kind() {
    return kind;
  }

  /** From 1; 0 for the file as a whole. */
  int line() {
    return line;
  }

  String reason() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}

package org.keytally.cli;

/** Something that was asked for makes no sense; the message says so and what to type instead. */
final class UsageException extends Exception {

  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}

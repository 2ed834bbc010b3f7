package org.keytally.cli;

/** Numbers of things in a sentence. */
final class Counted {

  private Counted() {}

  /** {@code 1 file}, {@code 2 files}. */
  static String of(int number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }
}

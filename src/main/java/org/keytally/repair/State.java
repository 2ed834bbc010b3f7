package org.keytally.repair;

/**
 * What stands at a path, as far as an edit has to know it again.
 *
 * @param digest SHA-256 of a file's content or a link's target, lower-case hex; empty for nothing
 */
public record State(Kind kind, String digest) {

  /** What can stand there. */
  public enum Kind {
    NOTHING,
    FILE,
    EXECUTABLE,
    LINK
  }

  /** Nothing stands there. */
  public static final State NOTHING = new State(Kind.NOTHING, "");

  static State file(byte[] content, boolean executable) {
    return new State(executable ? Kind.EXECUTABLE : Kind.FILE, Digests.of(content));
  }

  static State file(Content content, boolean executable) {
    return new State(executable ? Kind.EXECUTABLE : Kind.FILE, content.digest());
  }

  static State link(String target) {
    return new State(Kind.LINK, Digests.of(PathText.bytes(target)));
  }

  boolean isFile() {
    return kind == Kind.FILE || kind == Kind.EXECUTABLE;
  }
}

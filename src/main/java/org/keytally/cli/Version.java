package org.keytally.cli;

/** Which keytally this is. */
final class Version {

  private Version() {}

  /** As the build wrote it into the jar; {@code dev} where classes run without one. */
  static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }
}

package org.keytally.age;

/** Stub. */
final class SshPrivateKey {
  private SshPrivateKey() {}
}

package org.keytally.sops;

import java.nio.charset.StandardCharsets;
import org.keytally.age.Identity;
import org.keytally.age.MalformedKeyException;
import org.keytally.age.Prompt;
import org.keytally.age.SshPrivateKey;

/** Identities for tests; these are published in the tests of sops. */
final class TestKeys {

  static final String IDENTITY =
      "AGE-SECRET-KEY-1G0Q5K9TV4REQ3ZSQRMTMG8NSWQGYT0T7TZ33RAZEE0GZYVZN0APSU24RK7";
  static final String RECIPIENT = "age1lzd99uklcjnc0e7d860axevet2cz99ce9pq6tzuzd05l5nr28ams36nvun";

  private TestKeys() {}

  static Identity sshIdentity(String pem) {
    try {
      return SshPrivateKey.parse(pem.getBytes(StandardCharsets.US_ASCII), Prompt.NOBODY);
    } catch (MalformedKeyException e) {
      throw new IllegalArgumentException("no ssh identity for tests", e);
    }
  }

  static Identity identity(String text) {
    try {
      return Identity.parse(text.getBytes(StandardCharsets.US_ASCII));
    } catch (MalformedKeyException e) {
      throw new IllegalArgumentException("no identity for tests", e);
    }
  }
}

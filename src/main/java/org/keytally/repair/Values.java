package org.keytally.repair;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.keytally.sops.KeyOpener;
import org.keytally.sops.SopsDocument;
import org.keytally.sops.SopsException;

/**
 * Knows values again without keeping them: digests under a salt that nobody else has, so that they
 * tell nothing of a short value.
 */
final class Values {

  private final byte[] salt = new byte[32];

  Values() {
    new SecureRandom().nextBytes(salt);
  }

  /**
   * The digest of what a document decrypts to, after its MAC is proven.
   *
   * @throws SopsException as {@link SopsDocument#decrypt}
   */
  String digest(SopsDocument document, KeyOpener opener) throws SopsException {
    byte[] plaintext = document.decrypt(opener);
    try {
      MessageDigest sha256 = Digests.sha256();
      sha256.update(salt);
      return HexFormat.of().formatHex(sha256.digest(plaintext));
    } finally {
      Arrays.fill(plaintext, (byte) 0);
    }
  }
}

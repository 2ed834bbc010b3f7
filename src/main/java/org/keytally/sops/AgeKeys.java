package org.keytally.sops;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.keytally.age.Age;
import org.keytally.age.AgeException;
import org.keytally.age.AgeHeader;
import org.keytally.age.Identity;
import org.keytally.age.MalformedKeyException;
import org.keytally.age.Recipient;

/** Data keys wrapped for age recipients: one armored age file for each (sops-file-format 3.2). */
final class AgeKeys {

  private AgeKeys() {}

  /**
   * Wraps for a recipient.
   *
   * @param part the data key, or the group's share of it
   * @throws SopsException of kind BAD_METADATA if nothing can be encrypted to the recipient
   */
  static KeyEntry wrap(String recipient, byte[] part) throws SopsException {
    try {
      Recipient parsed = Recipient.parse(recipient);
      byte[] armored = Age.encrypt(parsed, part);
      return KeyEntry.age(parsed.text(), new String(armored, StandardCharsets.US_ASCII));
    } catch (MalformedKeyException | AgeException e) {
      throw new SopsException(SopsException.Kind.BAD_METADATA, "sops.age", messageOf(e));
    }
  }

  /**
   * What an entry wraps.
   *
   * @return absent where it is for none of the identities; to be wiped by the caller
   * @throws SopsException of kind BAD_WRAPPED_KEY if the entry is damaged, or an identity that it
   *     is for fails
   */
  static Optional<byte[]> unwrap(KeyEntry entry, List<Identity> identities) throws SopsException {
    byte[] file = entry.wrapped().strip().getBytes(StandardCharsets.UTF_8);
    try {
      int readers = 0;
      for (AgeHeader.Entry stanza : AgeHeader.read(file).stanzas()) {
        // Some writers add stanzas that mean nothing, so that readers learn to skip them.
        readers += stanza.type().endsWith("-grease") ? 0 : 1;
      }
      if (readers != 1) {
        throw bad(entry, "it holds " + readers + " stanzas where sops writes one");
      }
      return Optional.of(Age.decrypt(file, identities));
    } catch (AgeException e) {
      if (e.kind() == AgeException.Kind.NO_MATCH) {
        return Optional.empty();
      }
      throw bad(entry, messageOf(e));
    }
  }

  private static SopsException bad(KeyEntry entry, String what) {
    return new SopsException(
        SopsException.Kind.BAD_WRAPPED_KEY,
        "sops.age",
        "the wrapped data key of " + entry.identifier() + " cannot be opened: " + what);
  }

  private static String messageOf(Exception e) {
    String message = e.getMessage();
    return message == null ? "it fails without a reason" : message;
  }
}

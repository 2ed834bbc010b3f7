package org.keytally.sops;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.keytally.age.AgeException;
import org.keytally.age.AgeHeader;
import org.keytally.age.ArmoredX25519;
import org.keytally.age.Recipient;
import org.keytally.age.X25519Recipient;

/**
 * What shows without any key of a data key that was wrapped for one recipient: for age the header
 * of an armored file with one stanza (sops-file-format 3.2).
 */
final class WrappedKey {

  private static final String AGE_ARMOR = "-----BEGIN AGE ENCRYPTED FILE-----";
  private static final String PGP_ARMOR = "-----BEGIN PGP MESSAGE-----";

  private static final byte[] LINE_BREAK = {'\n'};

  private WrappedKey() {}

  /** Why the recipient cannot unwrap the data key: a clause after "the entry". */
  static Optional<String> fault(
      KeyType type, String recipient, String wrapped, RecipientPool pool) {
    return switch (type) {
      case AGE -> age(recipient, wrapped.strip(), pool);
      case PGP ->
          wrapped.stripLeading().startsWith(PGP_ARMOR)
              ? Optional.empty()
              : Optional.of("holds no PGP message");
      case KMS, GCP_KMS, HCKMS, AZURE_KV, HC_VAULT -> Optional.empty();
    };
  }

  private static Optional<String> age(String recipient, String wrapped, RecipientPool pool) {
    if (!wrapped.startsWith(AGE_ARMOR)) {
      return Optional.of("holds no armored age file");
    }
    Optional<Recipient> parsed = pool.parsed(recipient);
    if (parsed.isPresent() && parsed.get() instanceof X25519Recipient && isForX25519(wrapped)) {
      return Optional.empty();
    }
    AgeHeader header;
    try {
      header = AgeHeader.read(wrapped);
    } catch (AgeException e) {
      return Optional.of("holds a damaged age file");
    }
    int stanzas = 0;
    for (AgeHeader.Entry stanza : header.stanzas()) {
      // Some writers add stanzas that mean nothing, so that readers learn to skip them.
      if (!stanza.type().endsWith("-grease")) {
        stanzas++;
      }
    }
    if (stanzas > 1) {
      return Optional.of("wraps the data key several times");
    }
    return parsed.isEmpty() || header.matches(parsed.get())
        ? Optional.empty()
        : Optional.of("is wrapped for another key than its recipient");
  }

  /** Whether it is spelled as age spells it, so that its header need not be looked at closer. */
  private static boolean isForX25519(String wrapped) {
    byte[] text = wrapped.getBytes(StandardCharsets.ISO_8859_1);
    return ArmoredX25519.end(text, 0, LINE_BREAK) == text.length;
  }
}

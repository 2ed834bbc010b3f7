package org.keytally.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one version of a sops file tells of its data key, without any key.
 *
 * @param entries its recipients, with what is wrapped for each
 * @param ciphertext digest of all encrypted values, equal exactly where none was encrypted again;
 *     absent where there is none
 */
record Sealed(List<Entry> entries, Optional<String> ciphertext) {

  Sealed {
    entries = List.copyOf(entries);
  }

  /**
   * A recipient.
   *
   * @param recipient as written
   * @param wrapped first 64 bits of the SHA-256 of the wrapped data key. Wrapping is randomised, so
   *     that equal ones are the same data key; 0 where there is none
   */
  record Entry(String recipient, long wrapped) {}

  boolean isReadBy(String recipient) {
    for (Entry entry : entries) {
      if (entry.recipient().equals(recipient)) {
        return true;
      }
    }
    return false;
  }

  List<String> recipients() {
    List<String> recipients = new ArrayList<>(entries.size());
    for (Entry entry : entries) {
      recipients.add(entry.recipient());
    }
    return recipients;
  }
}

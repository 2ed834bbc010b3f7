package org.keytally.repair;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.keytally.age.Identity;
import org.keytally.sops.Format;
import org.keytally.sops.KeyOpener;
import org.keytally.sops.SopsDocument;
import org.keytally.sops.SopsException;

/**
 * Proves that encrypted files are what a plan means: recipients as planned, and every private key
 * at hand that is among them opens the file, with a sound MAC and the value from before. A content
 * that was proven while it was planned need only be the same when it is read back. For several
 * threads.
 */
final class RecipientProof {

  private final List<Identity> identities;
  private final Values values;
  private final Map<String, Content> proven = new ConcurrentHashMap<>();

  RecipientProof(List<Identity> identities, Values values) {
    this.identities = identities;
    this.values = values;
  }

  /**
   * Proves a content that is about to be planned; one that does not pass is left to {@link #prove},
   * which says why.
   *
   * @param document of that content
   * @param opener of the same private keys
   */
  void planned(
      String path,
      Content content,
      SopsDocument document,
      Set<String> recipients,
      Optional<String> plaintext,
      KeyOpener opener) {
    try {
      require(path, document, recipients, plaintext, opener);
      proven.put(path, content);
    } catch (SopsException | RepairException e) {
      proven.remove(path);
    }
  }

  /** Proves what was read back. */
  void prove(String path, ReaderChange readers, byte[] content) throws RepairException {
    Content known = proven.get(path);
    if (known != null && known.is(content)) {
      return;
    }
    Set<String> recipients = new LinkedHashSet<>();
    for (ReaderChange.Reader reader : readers.kept()) {
      recipients.add(reader.recipient());
    }
    for (ReaderChange.Reader reader : readers.added()) {
      recipients.add(reader.recipient());
    }
    try (KeyOpener opener = new KeyOpener(identities)) {
      SopsDocument document = SopsDocument.parse(Format.ofPath(path), content);
      require(path, document, recipients, readers.plaintext(), opener);
    } catch (SopsException e) {
      throw new RepairException(path + " cannot be read back: " + e.reason() + '.', e);
    }
  }

  private void require(
      String path,
      SopsDocument document,
      Set<String> recipients,
      Optional<String> plaintext,
      KeyOpener opener)
      throws SopsException, RepairException {
    Set<String> present = new LinkedHashSet<>();
    document.groups().forEach(group -> group.forEach(key -> present.add(key.identifier())));
    if (!present.equals(recipients)) {
      throw new RepairException(path + " does not have the readers that were planned.");
    }
    if (plaintext.isPresent() && document.groups().size() == 1) {
      for (Identity identity : identities) {
        if (identity.recipient().isPresent()
            && present.contains(identity.recipient().get().text())) {
          requireValue(path, document, opener.by(List.of(identity)), plaintext.get());
        }
      }
    } else if (plaintext.isPresent()) {
      requireValue(path, document, opener, plaintext.get());
    }
  }

  private void requireValue(String path, SopsDocument document, KeyOpener opener, String plaintext)
      throws SopsException, RepairException {
    if (!values.digest(document, opener).equals(plaintext)) {
      throw new RepairException(path + " would not hold the same value any more.");
    }
  }
}

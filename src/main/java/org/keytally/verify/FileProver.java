package org.keytally.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keytally.age.Identity;
import org.keytally.age.IdentityFile;
import org.keytally.age.MalformedKeyException;
import org.keytally.age.Prompt;
import org.keytally.age.Recipient;
import org.keytally.sops.KeyOpener;
import org.keytally.sops.KeyProof;
import org.keytally.sops.SopsDocument;
import org.keytally.sops.SopsException;
import org.keytally.verify.FileProof.Defect;
import org.keytally.verify.FileProof.ShutOut;

/** Opens one file in memory and proves it. What it decrypts is wiped before it returns. */
final class FileProver {

  private final SealedFile file;
  private final SopsDocument document;
  private final KeyOpener opener;

  private FileProver(SealedFile file, SopsDocument document, KeyOpener opener) {
    this.file = file;
    this.document = document;
    this.opener = opener;
  }

  /**
   * Proves a file.
   *
   * @param identities that open it if anything does
   * @param comparable those of them that compare what each recipient holds, as they need nobody
   * @param obstacle said if none of them opens it
   */
  static FileProof prove(
      SealedFile file,
      byte[] content,
      List<Identity> identities,
      List<Identity> comparable,
      Obstacle obstacle) {
    SopsDocument document;
    try {
      document = SopsDocument.parse(file.contents().format(), content);
    } catch (SopsException e) {
      return FileProof.unopened(Obstacle.DAMAGED, defect(e));
    }
    try (KeyOpener opener = new KeyOpener(identities)) {
      return new FileProver(file, document, opener).prove(identities, comparable, obstacle);
    }
  }

  private FileProof prove(List<Identity> identities, List<Identity> comparable, Obstacle obstacle) {
    List<KeyProof> proofs = document.proveKeys(opener.by(comparable));
    List<ShutOut> shutOut = new ArrayList<>();
    for (KeyProof proof : proofs) {
      if (proof.digest().isEmpty() && isOneOf(proof.key().identifier(), comparable)) {
        shutOut.add(new ShutOut(proof.key().identifier(), false));
      }
    }
    boolean differ = false;
    List<KeyProof> others = new ArrayList<>();
    Map<Integer, String> first = new LinkedHashMap<>();
    for (KeyProof proof : proofs) {
      if (proof.digest().isPresent()) {
        String known = first.putIfAbsent(proof.group(), proof.digest().get());
        if (known != null && !known.equals(proof.digest().get())) {
          differ = true;
          others.add(proof);
        }
      }
    }
    Opened opened;
    try {
      opened = open(identities);
    } catch (SopsException e) {
      if (e.kind() == SopsException.Kind.NO_DATA_KEY) {
        return new FileProof(Optional.of(obstacle), List.of(), shutOut, Optional.empty());
      }
      return new FileProof(Optional.empty(), List.of(defect(e)), shutOut, Optional.empty());
    }
    if (differ && !opened.defects().isEmpty()) {
      Optional<Rescue> rescue = rescue(proofs, comparable);
      if (rescue.isPresent()) {
        opened = rescue.get().opened();
        others = rescue.get().others();
      }
    }
    for (KeyProof other : others) {
      shutOut.add(new ShutOut(other.key().identifier(), true));
    }
    return new FileProof(Optional.empty(), opened.defects(), shutOut, opened.identities());
  }

  private record Opened(List<Defect> defects, Optional<List<Recipient>> identities) {}

  private Opened open(List<Identity> identities) throws SopsException {
    if (file.holdsIdentity()) {
      return openIdentity(identities);
    }
    List<Defect> defects = new ArrayList<>();
    for (SopsException problem : document.verify(opener.by(identities)).problems()) {
      defects.add(defect(problem));
    }
    return new Opened(defects, Optional.empty());
  }

  /** A single value, so that its first problem is its only one. */
  private Opened openIdentity(List<Identity> identities) throws SopsException {
    byte[] value;
    try {
      value = document.decrypt(opener.by(identities));
    } catch (SopsException e) {
      return switch (e.kind()) {
        case BAD_VALUE, NO_MAC, MAC_MISMATCH -> new Opened(List.of(defect(e)), Optional.empty());
        default -> throw e;
      };
    }
    try {
      return new Opened(List.of(), Optional.of(publicKeys(value)));
    } finally {
      Arrays.fill(value, (byte) 0);
    }
  }

  /** Of a key file's text; none where it is no key file. */
  private static List<Recipient> publicKeys(byte[] value) {
    List<Recipient> keys = new ArrayList<>();
    try {
      for (Identity identity : IdentityFile.parse(value, Prompt.NOBODY)) {
        try (identity) {
          identity.recipient().ifPresent(keys::add);
        }
      }
      return keys;
    } catch (MalformedKeyException e) {
      return List.of();
    }
  }

  private record Rescue(Opened opened, List<KeyProof> others) {}

  /** Where recipients hold different data keys: the one under which everything is sound. */
  private Optional<Rescue> rescue(List<KeyProof> proofs, List<Identity> comparable) {
    for (Identity identity : comparable) {
      Optional<Opened> alone = openAlone(identity);
      if (alone.isPresent() && alone.get().defects().isEmpty()) {
        return Optional.of(new Rescue(alone.get(), notHeldBy(identity, proofs)));
      }
    }
    return Optional.empty();
  }

  private Optional<Opened> openAlone(Identity identity) {
    try {
      return Optional.of(open(List.of(identity)));
    } catch (SopsException e) {
      return Optional.empty();
    }
  }

  /** The keys that wrap something else than what this identity opens. */
  private List<KeyProof> notHeldBy(Identity identity, List<KeyProof> proofs) {
    List<KeyProof> alone = document.proveKeys(opener.by(List.of(identity)));
    String right = "";
    for (int i = 0; i < alone.size() && right.isEmpty(); i++) {
      if (alone.get(i).digest().isPresent()) {
        right = proofs.get(i).digest().orElse("");
      }
    }
    List<KeyProof> others = new ArrayList<>();
    for (KeyProof proof : proofs) {
      if (proof.digest().isPresent() && !proof.digest().get().equals(right)) {
        others.add(proof);
      }
    }
    return others;
  }

  private static boolean isOneOf(String recipient, List<Identity> identities) {
    try {
      Optional<Recipient> wanted = Optional.of(Recipient.parse(recipient));
      for (Identity identity : identities) {
        if (identity.recipient().equals(wanted)) {
          return true;
        }
      }
      return false;
    } catch (MalformedKeyException e) {
      return false;
    }
  }

  private static Defect defect(SopsException problem) {
    return new Defect(problem.field(), problem.reason());
  }
}

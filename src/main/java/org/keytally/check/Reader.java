package org.keytally.check;

import java.util.ArrayList;
import java.util.List;
import org.keytally.clan.Owners;
import org.keytally.sops.KeyType;

/**
 * Somebody or something that has keys, by what people call them. Ordered by kind and name.
 *
 * @param name for {@link Kind#UNKNOWN} and {@link Kind#SERVICE} the recipient in full
 */
public record Reader(Kind kind, String name) implements Comparable<Reader> {

  /** Who reads; spelled in lower case in reports. */
  public enum Kind {
    PERSON,
    MACHINE,
    /** A recovery, CI or service key, by the name of its anchor. */
    ANCHOR,
    /** A service such as AWS KMS, by the name of its key: it decrypts for whom it lets in. */
    SERVICE,
    /** A key of nobody, by the key in full. */
    UNKNOWN
  }

  /** All who have this key; a key of nobody stands for itself. */
  static List<Reader> having(KeyType type, String recipient, Owners owners) {
    List<Reader> readers = new ArrayList<>(1);
    for (Owners.Owner owner : owners.of(recipient)) {
      readers.add(
          switch (owner.kind()) {
            case USER -> new Reader(Kind.PERSON, owners.personOf(owner.name()));
            case MACHINE -> new Reader(Kind.MACHINE, owner.name());
            case ANCHOR -> anchor(owner.name(), recipient, owners);
          });
    }
    if (readers.isEmpty()) {
      readers.add(
          switch (type) {
            case AGE, PGP -> new Reader(Kind.UNKNOWN, recipient);
            case KMS, GCP_KMS, HCKMS, AZURE_KV, HC_VAULT -> new Reader(Kind.SERVICE, recipient);
          });
    }
    return readers;
  }

  private static Reader anchor(String name, String recipient, Owners owners) {
    for (Owners.OwnedAnchor owned : owners.anchors()) {
      if (owned.anchor().name().equals(name) && owned.anchor().value().equals(recipient)) {
        if (owned.person().isPresent()) {
          return new Reader(Kind.PERSON, owned.person().get());
        }
        if (owned.machine().isPresent()) {
          return new Reader(Kind.MACHINE, owned.machine().get());
        }
      }
    }
    return new Reader(Kind.ANCHOR, name);
  }

  /**
   * As in a sentence: {@code alice}, {@code machine web01}, {@code anchor &ci}, or the key itself.
   */
  public String phrase() {
    return switch (kind) {
      case PERSON, UNKNOWN -> name;
      case MACHINE -> "machine " + name;
      case SERVICE -> "key service " + name;
      case ANCHOR -> "anchor &" + name;
    };
  }

  @Override
  public int compareTo(Reader other) {
    int order = kind.compareTo(other.kind);
    return order == 0 ? name.compareTo(other.name) : order;
  }
}

package org.keytally.sops;

import java.util.Optional;

/** What shows without any key of a data key that was wrapped for one recipient. */
final class WrappedKey {

  private WrappedKey() {}

  /** Why the recipient cannot unwrap the data key: a clause after "the entry". */
  static Optional<String> fault(KeyType type, String recipient, String wrapped) {
    return switch (type) {
      case AGE -> age(recipient, wrapped);
      case PGP ->
          wrapped.stripLeading().startsWith("-----BEGIN PGP MESSAGE-----")
              ? Optional.empty()
              : Optional.of("holds no PGP message");
      case KMS, GCP_KMS, HCKMS, AZURE_KV, HC_VAULT -> Optional.empty();
    };
  }

  private static Optional<String> age(String recipient, String wrapped) {
    return wrapped.stripLeading().startsWith("-----BEGIN AGE ENCRYPTED FILE-----")
            && !recipient.isBlank()
        ? Optional.empty()
        : Optional.of("holds no armored age file");
  }
}

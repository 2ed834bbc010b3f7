package org.keytally.verify;

/** Why an encrypted file was not opened. */
public enum Obstacle {
  /** It is encrypted to none of the identities at hand. */
  NO_IDENTITY,
  /** A key that may open it is behind a passphrase that was not given, or not the right one. */
  PASSPHRASE,
  /** Only an age plugin may open it, which is missing or did not. */
  PLUGIN,
  /** It is encrypted to keys of other services alone. */
  FOREIGN_KEYS,
  /** It cannot be taken apart. */
  DAMAGED,
  /** Its content could not be read from the repository. */
  UNREADABLE
}

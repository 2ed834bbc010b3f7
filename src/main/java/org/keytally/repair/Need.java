package org.keytally.repair;

/** What has to be there before something can be mended. */
public enum Need {
  NOTHING,
  /** The private key of somebody who can read the file. */
  PRIVATE_KEY,
  /** A decision that only a person can take. */
  CHOICE
}

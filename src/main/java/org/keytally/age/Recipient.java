package org.keytally.age;

/** A public key that age can encrypt to, in one of the spellings that sops accepts. */
public interface Recipient {

  /** The canonical spelling. */
  String text();
}

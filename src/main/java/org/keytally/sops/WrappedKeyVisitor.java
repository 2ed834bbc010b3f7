package org.keytally.sops;

/**
 * Receives the data keys of a file as they are wrapped. An entry that stays the same from one
 * version of a file to the next proves that its data key did, since wrapping is never repeatable.
 */
@FunctionalInterface
public interface WrappedKeyVisitor {

  /**
   * Takes one entry of the file's key lists.
   *
   * @param identifier of the master key as in {@link MasterKey}
   * @param wrapped as written, without surrounding blanks; empty where there is none
   */
  void wrapped(KeyType type, String identifier, String wrapped);
}

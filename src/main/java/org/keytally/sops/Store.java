package org.keytally.sops;

import java.util.List;

/** A file format as sops loads and emits it (sops-file-format 8). One class for each. */
interface Store {

  /** Nesting beyond this is refused by every store. */
  int MAX_DEPTH = 200;

  /**
   * An encrypted file taken apart.
   *
   * @param documents without metadata
   * @param copies the metadata as a mapping, unflattened; YAML has a copy in each document, of
   *     which the first counts
   */
  record Encrypted(List<Branch> documents, List<Branch> copies) {

    public Encrypted {
      documents = List.copyOf(documents);
      copies = List.copyOf(copies);
    }

    Branch sops() {
      return copies.get(0);
    }
  }

  /** The documents of a file in clear. */
  List<Branch> loadPlain(byte[] text) throws SopsException;

  /** The text of documents in clear; the caller wipes it. */
  byte[] emitPlain(List<Branch> documents) throws SopsException;

  /**
   * Takes an encrypted file apart.
   *
   * @throws SopsException of kind NO_METADATA if the file is not encrypted
   */
  Encrypted loadEncrypted(byte[] text) throws SopsException;

  /** The text of an encrypted file. */
  byte[] emitEncrypted(List<Branch> documents, Branch sops) throws SopsException;

  /** How texts of the store are edited in place. */
  Layout layout();

  /** Whether documents in clear already hold what would be metadata. */
  boolean hasMetadata(List<Branch> documents);

  /** The store of a format. */
  static Store of(Format format) {
    return switch (format) {
      case YAML -> new YamlStore();
      case JSON -> new JsonStore();
      case DOTENV -> new DotenvStore();
      case INI -> new IniStore();
      case BINARY -> new BinaryStore();
    };
  }
}

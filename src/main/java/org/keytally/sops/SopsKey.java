package org.keytally.sops;

import java.util.ArrayList;
import java.util.List;

/** The metadata of stores that nest: a mapping under the top-level key {@code sops}. */
final class SopsKey {

  static final String NAME = "sops";

  private SopsKey() {}

  static boolean isIn(Branch document) {
    return document.get(NAME).isPresent();
  }

  /** Takes the metadata out of the first document, and its copies out of the others. */
  static Store.Encrypted extract(List<Branch> documents) throws SopsException {
    List<Branch> copies = new ArrayList<>();
    List<Branch> stripped = new ArrayList<>();
    for (Branch document : documents) {
      List<Branch.Item> items = new ArrayList<>();
      boolean found = false;
      for (Branch.Item item : document.items()) {
        if (item instanceof Branch.Pair pair && pair.key().equals(NAME)) {
          if (found) {
            throw new SopsException(
                SopsException.Kind.BAD_METADATA, NAME, "the entry sops stands there twice");
          }
          found = true;
          copies.add(mapping(pair.value()));
        } else {
          items.add(item);
        }
      }
      stripped.add(new Branch(items, document.span()));
      if (copies.isEmpty()) {
        throw missing();
      }
    }
    return new Store.Encrypted(stripped, copies);
  }

  /** The documents with the metadata as the last entry of each. */
  static List<Branch> append(List<Branch> documents, Branch sops) throws SopsException {
    List<Branch> complete = new ArrayList<>();
    for (Branch document : documents) {
      if (isIn(document)) {
        throw new SopsException(
            SopsException.Kind.ALREADY_ENCRYPTED,
            NAME,
            "a document has a top-level entry sops of its own");
      }
      List<Branch.Item> items = new ArrayList<>(document.items());
      items.add(new Branch.Pair(NAME, sops));
      complete.add(new Branch(items, document.span()));
    }
    return complete;
  }

  static SopsException missing() {
    return new SopsException(
        SopsException.Kind.NO_METADATA, NAME, "there is no sops metadata: the text is in clear");
  }

  private static Branch mapping(Node value) throws SopsException {
    if (value instanceof Branch branch) {
      return branch;
    }
    throw new SopsException(SopsException.Kind.BAD_METADATA, NAME, "the entry sops is no mapping");
  }
}

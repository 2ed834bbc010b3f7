package org.keytally.sops;

/** What the fuzz targets of the five stores share. */
final class StoreFuzz {

  private StoreFuzz() {}

  /** Reads a file as a plain one and as an encrypted one; what reads as plain can be written. */
  static void read(Format format, byte[] data) {
    Store store = Store.of(format);
    try {
      store.emitPlain(store.loadPlain(data));
    } catch (SopsException e) {
      requireReason(e);
    }
    try {
      SopsDocument.parse(format, data);
    } catch (SopsException e) {
      requireReason(e);
    }
  }

  private static void requireReason(SopsException e) {
    if (e.reason().isEmpty()) {
      throw new AssertionError("an error without a reason", e);
    }
  }
}

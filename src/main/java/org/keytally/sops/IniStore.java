package org.keytally.sops;

import java.util.List;

/** INI files as go-ini reads and writes them (sops-file-format 8.6). */
final class IniStore implements Store {

  @Override
  public List<Branch> loadPlain(byte[] text) throws SopsException {
    throw unsupported();
  }

  @Override
  public byte[] emitPlain(List<Branch> documents) throws SopsException {
    throw unsupported();
  }

  @Override
  public Encrypted loadEncrypted(byte[] text) throws SopsException {
    throw unsupported();
  }

  @Override
  public byte[] emitEncrypted(List<Branch> documents, Branch sops) throws SopsException {
    throw unsupported();
  }

  @Override
  public boolean hasMetadata(List<Branch> documents) {
    return false;
  }

  private static SopsException unsupported() {
    return new SopsException(SopsException.Kind.UNSUPPORTED, "", "INI files are not read");
  }
}

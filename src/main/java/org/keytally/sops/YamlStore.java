package org.keytally.sops;

import java.util.List;

/** YAML streams, read and emitted as go-yaml v3 does (sops-file-format 8.4). */
final class YamlStore implements Store {

  @Override
  public List<Branch> loadPlain(byte[] text) throws SopsException {
    return new YamlReader(text).read();
  }

  @Override
  public byte[] emitPlain(List<Branch> documents) throws SopsException {
    return new YamlWriter().write(documents);
  }

  @Override
  public Encrypted loadEncrypted(byte[] text) throws SopsException {
    return SopsKey.extract(loadPlain(text));
  }

  @Override
  public byte[] emitEncrypted(List<Branch> documents, Branch sops) throws SopsException {
    return emitPlain(SopsKey.append(documents, sops));
  }

  @Override
  public Layout layout() {
    return new YamlLayout();
  }

  @Override
  public boolean hasMetadata(List<Branch> documents) {
    return SopsKey.isIn(documents.get(0));
  }
}

package org.keytally.sops;

import java.util.List;
import java.util.Optional;

/** Any bytes as the one value {@code data} of a JSON file (sops-file-format 8.3). */
final class BinaryStore implements Store {

  private static final String DATA = "data";

  private final JsonStore json = new JsonStore();

  @Override
  public List<Branch> loadPlain(byte[] text) {
    Scalar data = new Scalar(ValueType.STR, text.clone(), Span.NONE);
    return List.of(new Branch(List.of(new Branch.Pair(DATA, data))));
  }

  @Override
  public byte[] emitPlain(List<Branch> documents) throws SopsException {
    Optional<Node> data = documents.size() == 1 ? documents.get(0).get(DATA) : Optional.empty();
    if (data.isPresent()
        && data.get() instanceof Scalar scalar
        && (scalar.type() == ValueType.STR || scalar.type() == ValueType.BYTES)) {
      return scalar.bytes().clone();
    }
    throw new SopsException(
        SopsException.Kind.UNSUPPORTED, DATA, "there is no text under data, as binary files have");
  }

  @Override
  public Encrypted loadEncrypted(byte[] text) throws SopsException {
    return json.loadEncrypted(text);
  }

  @Override
  public byte[] emitEncrypted(List<Branch> documents, Branch sops) throws SopsException {
    return json.emitEncrypted(documents, sops);
  }

  @Override
  public Layout layout() {
    return new JsonLayout();
  }

  @Override
  public boolean hasMetadata(List<Branch> documents) {
    return false;
  }
}

package org.keytally.sops;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** JSON objects, emitted as Go's encoder writes them, indented by tabs (sops-file-format 8.2). */
final class JsonStore implements Store {

  private static final String HEXADECIMAL = "0123456789abcdef";

  @Override
  public List<Branch> loadPlain(byte[] text) throws SopsException {
    return List.of(new JsonReader(text).read());
  }

  @Override
  public byte[] emitPlain(List<Branch> documents) throws SopsException {
    if (documents.size() != 1) {
      throw new SopsException(
          SopsException.Kind.UNSUPPORTED, "", "a JSON file holds exactly one document");
    }
    SecretBuffer out = new SecretBuffer();
    branch(documents.get(0), 0, out);
    return out.append('\n').take();
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
    return new JsonLayout();
  }

  @Override
  public boolean hasMetadata(List<Branch> documents) {
    return SopsKey.isIn(documents.get(0));
  }

  /** The text of a string with its quotes. */
  static byte[] quoted(byte[] text) {
    SecretBuffer out = new SecretBuffer(text.length + 2);
    string(text, out);
    return out.take();
  }

  private static void node(Node node, int depth, SecretBuffer out) throws SopsException {
    if (node instanceof Branch branch) {
      branch(branch, depth, out);
    } else if (node instanceof Sequence sequence) {
      sequence(sequence, depth, out);
    } else if (node instanceof Scalar scalar) {
      scalar(scalar, out);
    }
  }

  private static void branch(Branch branch, int depth, SecretBuffer out) throws SopsException {
    out.append('{');
    boolean first = true;
    for (Branch.Pair pair : branch.pairs()) {
      next(first, depth + 1, out);
      first = false;
      string(pair.key().getBytes(StandardCharsets.UTF_8), out);
      out.append(": ");
      node(pair.value(), depth + 1, out);
    }
    close(first, depth, out).append('}');
  }

  private static void sequence(Sequence sequence, int depth, SecretBuffer out)
      throws SopsException {
    out.append('[');
    boolean first = true;
    for (Node element : sequence.elements()) {
      if (!(element instanceof Comment)) {
        next(first, depth + 1, out);
        first = false;
        node(element, depth + 1, out);
      }
    }
    close(first, depth, out).append(']');
  }

  private static void next(boolean first, int depth, SecretBuffer out) {
    if (!first) {
      out.append(',');
    }
    out.append('\n').repeat('\t', depth);
  }

  private static SecretBuffer close(boolean empty, int depth, SecretBuffer out) {
    return empty ? out : out.append('\n').repeat('\t', depth);
  }

  private static void scalar(Scalar scalar, SecretBuffer out) throws SopsException {
    switch (scalar.type()) {
      case NULL -> out.append("null");
      case BOOL -> out.append(scalar.text().equals("True") ? "true" : "false");
      case INT -> out.append(scalar.bytes());
      case FLOAT -> {
        double value = GoFloat.parse(scalar.text());
        if (Double.isNaN(value) || Double.isInfinite(value)) {
          throw new SopsException(
              SopsException.Kind.UNSUPPORTED, "", "JSON has no infinite numbers");
        }
        out.append(GoFloat.json(value));
      }
      case TIME, STR, BYTES -> string(scalar.bytes(), out);
    }
  }

  private static void string(byte[] text, SecretBuffer out) {
    out.append('"');
    int copied = 0;
    for (int i = 0; i < text.length; i++) {
      int c = text[i] & 0xff;
      boolean plain = c >= 0x20 && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&';
      if (plain && !isLineSeparator(text, i)) {
        continue;
      }
      out.append(text, copied, i);
      copied = i + 1;
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case 0xe2 -> {
          // U+2028 and U+2029, which JavaScript takes for line ends.
          out.append("\\u202").append(HEXADECIMAL.charAt(text[i + 2] & 0xf));
          i += 2;
          copied = i + 1;
        }
        default ->
            out.append("\\u00")
                .append(HEXADECIMAL.charAt(c >> 4))
                .append(HEXADECIMAL.charAt(c & 0xf));
      }
    }
    out.append(text, copied, text.length).append('"');
  }

  private static boolean isLineSeparator(byte[] text, int at) {
    return (text[at] & 0xff) == 0xe2
        && at + 2 < text.length
        && (text[at + 1] & 0xff) == 0x80
        && (text[at + 2] & 0xfe) == 0xa8;
  }
}

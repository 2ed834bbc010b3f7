package org.keytally.sops;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Lines of {@code KEY=VALUE}, with the metadata flattened behind {@code sops_} (8.5). */
final class DotenvStore implements Store {

  private static final String PREFIX = "sops_";

  @Override
  public List<Branch> loadPlain(byte[] text) throws SopsException {
    JsonReader.requireUtf8(text);
    List<Branch.Item> items = new ArrayList<>();
    int line = 0;
    int start = 0;
    while (start <= text.length) {
      int end = start;
      while (end < text.length && text[end] != '\n') {
        end++;
      }
      line++;
      if (end > start) {
        items.add(item(text, start, end, line));
      }
      start = end + 1;
    }
    return List.of(new Branch(items, new Span(0, text.length)));
  }

  private static Branch.Item item(byte[] text, int start, int end, int line) throws SopsException {
    if (text[start] == '#') {
      return new Comment(Arrays.copyOfRange(text, start + 1, end), false, new Span(start, end));
    }
    int equals = start;
    while (equals < end && text[equals] != '=') {
      equals++;
    }
    if (equals == end) {
      throw new SopsException(
          SopsException.Kind.UNPARSABLE,
          "line " + line,
          "line " + line + " is neither a comment nor KEY=VALUE");
    }
    String key = new String(text, start, equals - start, StandardCharsets.UTF_8);
    byte[] value = unescaped(text, equals + 1, end);
    return new Branch.Pair(
        key, new Scalar(ValueType.STR, value, new Span(equals + 1, end)), new Span(start, equals));
  }

  /** Backslash-n is a line feed; there is no way to write the two characters. */
  private static byte[] unescaped(byte[] text, int start, int end) {
    SecretBuffer value = new SecretBuffer(end - start);
    int i = start;
    while (i < end) {
      if (text[i] == '\\' && i + 1 < end && text[i + 1] == 'n') {
        value.append('\n');
        i += 2;
      } else {
        value.append(text[i++]);
      }
    }
    return value.take();
  }

  @Override
  public byte[] emitPlain(List<Branch> documents) throws SopsException {
    SecretBuffer out = new SecretBuffer();
    for (Branch.Item item : documents.get(0).items()) {
      if (item instanceof Comment comment) {
        out.append('#').append(comment.bytes());
      } else if (item instanceof Branch.Pair pair) {
        if (!(pair.value() instanceof Scalar scalar)) {
          throw new SopsException(
              SopsException.Kind.UNSUPPORTED,
              pair.key(),
              "a dotenv file cannot hold nested values such as " + pair.key());
        }
        out.append(pair.key()).append('=');
        value(scalar, out);
      }
      out.append('\n');
    }
    return out.take();
  }

  private static void value(Scalar scalar, SecretBuffer out) {
    switch (scalar.type()) {
      case NULL -> {}
      case BOOL -> out.append(scalar.text().equals("True") ? "true" : "false");
      case FLOAT -> out.append(GoFloat.flat(GoFloat.parse(scalar.text())));
      case INT, TIME -> out.append(scalar.bytes());
      case STR, BYTES -> {
        for (byte b : scalar.bytes()) {
          if (b == '\n') {
            out.append("\\n");
          } else {
            out.append(b);
          }
        }
      }
    }
  }

  @Override
  public Encrypted loadEncrypted(byte[] text) throws SopsException {
    Branch document = loadPlain(text).get(0);
    List<Branch.Item> values = new ArrayList<>();
    FlattenedMetadata flattened = new FlattenedMetadata();
    for (Branch.Item item : document.items()) {
      if (item instanceof Branch.Pair pair && pair.key().startsWith(PREFIX)) {
        flattened.add(
            new Branch.Pair(pair.key().substring(PREFIX.length()), pair.value(), pair.keySpan()));
      } else {
        values.add(item);
      }
    }
    if (flattened.isEmpty()) {
      throw SopsKey.missing();
    }
    return new Encrypted(
        List.of(new Branch(values, document.span())), List.of(flattened.rebuild()));
  }

  @Override
  public byte[] emitEncrypted(List<Branch> documents, Branch sops) throws SopsException {
    List<Branch.Item> items = new ArrayList<>(documents.get(0).items());
    for (Branch.Pair pair : FlattenedMetadata.flatten(sops)) {
      items.add(new Branch.Pair(PREFIX + pair.key(), pair.value()));
    }
    return emitPlain(List.of(new Branch(items)));
  }

  @Override
  public Layout layout() {
    return new FlatLayout(PREFIX);
  }

  @Override
  public boolean hasMetadata(List<Branch> documents) {
    for (Branch.Pair pair : documents.get(0).pairs()) {
      if (pair.key().startsWith(PREFIX)) {
        return true;
      }
    }
    return false;
  }
}

package org.keytally.sops;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** INI files as go-ini reads and writes them (sops-file-format 8.6). */
final class IniStore implements Store {

  private static final String QUOTES = "\"\"\"";

  @Override
  public List<Branch> loadPlain(byte[] text) throws SopsException {
    return List.of(new IniReader(text).read());
  }

  @Override
  public byte[] emitPlain(List<Branch> documents) throws SopsException {
    SecretBuffer out = new SecretBuffer();
    List<Branch.Pair> sections = documents.get(0).pairs();
    for (int i = 0; i < sections.size(); i++) {
      Branch.Pair section = sections.get(i);
      if (!(section.value() instanceof Branch content)) {
        throw new SopsException(
            SopsException.Kind.UNSUPPORTED,
            section.key(),
            "an INI file holds sections of keys, and " + section.key() + " is none");
      }
      section(section.key(), content, i == 0, i == sections.size() - 1, out);
    }
    return out.take();
  }

  private static void section(
      String name, Branch content, boolean first, boolean last, SecretBuffer out)
      throws SopsException {
    List<Branch.Item> items = content.items();
    int from = 0;
    if (!items.isEmpty() && items.get(0) instanceof Comment comment) {
      comment(comment, out);
      from = 1;
    }
    boolean isDefault = first && name.equals(IniReader.DEFAULT_SECTION);
    if (isDefault && content.pairs().isEmpty()) {
      return;
    }
    if (!isDefault) {
      out.append('[').append(name).append("]\n");
    }
    int width = 0;
    for (Branch.Pair pair : content.pairs()) {
      width = Math.max(width, quotedKey(pair.key()).length);
    }
    for (int i = from; i < items.size(); i++) {
      if (items.get(i) instanceof Branch.Pair pair) {
        if (i + 1 < items.size() && items.get(i + 1) instanceof Comment comment) {
          comment(lastComment(items, i, comment), out);
        }
        key(pair, width, out);
      }
    }
    if (!last) {
      out.append('\n');
    }
  }

  /** A key has one comment; of several in the tree the last is written. */
  private static Comment lastComment(List<Branch.Item> items, int key, Comment first) {
    Comment last = first;
    for (int i = key + 2; i < items.size() && items.get(i) instanceof Comment comment; i++) {
      last = comment;
    }
    return last;
  }

  private static void comment(Comment comment, SecretBuffer out) {
    byte[] text = comment.bytes();
    int start = 0;
    while (start < text.length) {
      int end = start;
      while (end < text.length && text[end] != '\n') {
        end++;
      }
      boolean isMarked = text[start] == '#' || text[start] == ';';
      out.append(isMarked ? text[start] : ';').append(' ');
      int from = isMarked ? start + 1 : start;
      while (from < end && IniReader.blankAt(text, from, end) > 0) {
        from += IniReader.blankAt(text, from, end);
      }
      out.append(text, from, IniReader.trimmedEnd(text, from, end)).append('\n');
      start = end + 1;
    }
  }

  private static void key(Branch.Pair pair, int width, SecretBuffer out) throws SopsException {
    if (!(pair.value() instanceof Scalar scalar)) {
      throw new SopsException(
          SopsException.Kind.UNSUPPORTED,
          pair.key(),
          "an INI file cannot hold nested values such as " + pair.key());
    }
    byte[] key = quotedKey(pair.key());
    out.append(key).repeat(' ', width - key.length).append(" = ");
    value(textOf(scalar), out);
    out.append('\n');
  }

  private static byte[] quotedKey(String key) {
    String quote = "";
    if (key.indexOf('"') >= 0 || key.indexOf('=') >= 0 || key.indexOf(':') >= 0) {
      quote = "`";
    } else if (key.indexOf('`') >= 0) {
      quote = QUOTES;
    }
    return (quote + key + quote).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] textOf(Scalar scalar) {
    return switch (scalar.type()) {
      case NULL -> new byte[0];
      case BOOL -> ascii(scalar.text().equals("True") ? "true" : "false");
      case FLOAT -> ascii(GoFloat.flat(GoFloat.parse(scalar.text())));
      case INT, TIME, STR, BYTES -> scalar.bytes();
    };
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static void value(byte[] value, SecretBuffer out) {
    boolean hasBreakOrBackquote = false;
    boolean hasCommentMark = false;
    for (byte b : value) {
      hasBreakOrBackquote |= b == '\n' || b == '`';
      hasCommentMark |= b == '#' || b == ';';
    }
    String quote = "";
    if (hasBreakOrBackquote) {
      quote = QUOTES;
    } else if (hasCommentMark) {
      quote = "`";
    } else if (value.length > 0
        && (IniReader.blankAt(value, 0, value.length) > 0
            || IniReader.trimmedEnd(value, 0, value.length) < value.length)) {
      quote = "\"";
    }
    out.append(quote).append(value).append(quote);
  }

  @Override
  public Encrypted loadEncrypted(byte[] text) throws SopsException {
    List<Branch.Item> sections = new ArrayList<>();
    List<Branch> copies = new ArrayList<>();
    for (Branch.Pair section : loadPlain(text).get(0).pairs()) {
      if (section.key().equals(SopsKey.NAME) && section.value() instanceof Branch content) {
        if (!copies.isEmpty()) {
          throw new SopsException(
              SopsException.Kind.BAD_METADATA, SopsKey.NAME, "the section sops stands there twice");
        }
        FlattenedMetadata flattened = new FlattenedMetadata();
        for (Branch.Pair pair : content.pairs()) {
          flattened.add(unescaped(pair));
        }
        copies.add(flattened.rebuild());
      } else {
        sections.add(section);
      }
    }
    if (copies.isEmpty()) {
      throw SopsKey.missing();
    }
    return new Encrypted(List.of(new Branch(sections)), copies);
  }

  private static Branch.Pair unescaped(Branch.Pair pair) {
    if (pair.value() instanceof Scalar scalar && scalar.text().contains("\\n")) {
      byte[] text = scalar.text().replace("\\n", "\n").getBytes(StandardCharsets.UTF_8);
      return new Branch.Pair(
          pair.key(), new Scalar(scalar.type(), text, scalar.span()), pair.keySpan());
    }
    return pair;
  }

  @Override
  public byte[] emitEncrypted(List<Branch> documents, Branch sops) throws SopsException {
    List<Branch.Item> metadata = new ArrayList<>();
    for (Branch.Pair pair : FlattenedMetadata.flatten(sops)) {
      Scalar value = (Scalar) pair.value();
      metadata.add(
          value.type() == ValueType.STR
              ? new Branch.Pair(pair.key(), Scalar.text(value.text().replace("\n", "\\n")))
              : pair);
    }
    List<Branch.Item> sections = new ArrayList<>(documents.get(0).items());
    sections.add(new Branch.Pair(SopsKey.NAME, new Branch(metadata)));
    return emitPlain(List.of(new Branch(sections)));
  }

  @Override
  public Layout layout() {
    return new FlatLayout("");
  }

  @Override
  public boolean hasMetadata(List<Branch> documents) {
    return SopsKey.isIn(documents.get(0));
  }
}

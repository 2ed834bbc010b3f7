package org.keytally.sops;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Emits documents as go-yaml v3 does for sops: block style, indented by four (8.4). Comments in an
 * empty container have no place in that style and are dropped.
 */
final class YamlWriter {

  private static final int INDENT = 4;

  /** Longer texts are never taken for numbers or words. */
  private static final int MAX_RESOLVED = 1000;

  private static final int MAX_SIMPLE_KEY = 128;
  private static final String HEXADECIMAL = "0123456789ABCDEF";

  /** The indentation at which a foot comment ended, after which go-yaml leaves a line empty. */
  private int footIndent = -1;

  private final SecretBuffer out = new SecretBuffer();

  /** The documents, separated by {@code ---}. */
  byte[] write(List<Branch> documents) throws SopsException {
    for (int i = 0; i < documents.size(); i++) {
      if (i > 0) {
        out.append("---\n");
      }
      document(documents.get(i));
    }
    return out.take();
  }

  /** The text of a string that stands on one line, plain where that is allowed. */
  static byte[] inline(byte[] text) {
    YamlWriter writer = new YamlWriter();
    writer.lineOf(text);
    return writer.out.take();
  }

  private void document(Branch document) throws SopsException {
    footIndent = -1;
    if (document.pairs().isEmpty()) {
      writeComments(document.items(), 0);
      out.append("{}\n");
      return;
    }
    branch(document, 0, false);
  }

  /** Comments before an item: those above it, and those behind its value on the same line. */
  private static final class Pending {

    private final List<Comment> head = new ArrayList<>();
    private final List<Comment> inline = new ArrayList<>();

    void add(Comment comment) {
      (comment.isInline() ? inline : head).add(comment);
    }

    void clear() {
      head.clear();
      inline.clear();
    }
  }

  /**
   * @param started whether the first key continues a line, behind {@code - }
   */
  private void branch(Branch branch, int indent, boolean started) throws SopsException {
    boolean first = started;
    Pending pending = new Pending();
    for (Branch.Item item : branch.items()) {
      if (item instanceof Comment comment) {
        pending.add(comment);
      } else if (item instanceof Branch.Pair pair) {
        first = lines(pending.head, indent, first);
        indent(indent, first);
        first = false;
        key(pair.key(), indent);
        value(pair.value(), indent, pending.inline);
        pending.clear();
      }
    }
    foot(pending, indent);
  }

  private void value(Node value, int indent, List<Comment> inline) throws SopsException {
    int nested = INDENT * ((indent + INDENT) / INDENT);
    if (value instanceof Branch branch) {
      if (branch.pairs().isEmpty()) {
        out.append(" {}");
        endLine(inline, indent);
        return;
      }
      out.append('\n');
      branch(branch, nested, false);
    } else if (value instanceof Sequence sequence) {
      if (isEmpty(sequence)) {
        out.append(" []");
        endLine(inline, indent);
        return;
      }
      out.append('\n');
      sequence(sequence, nested, false);
    } else if (value instanceof Scalar scalar) {
      out.append(' ');
      scalar(scalar, nested, inline, indent);
    }
  }

  private static boolean isEmpty(Sequence sequence) {
    for (Node element : sequence.elements()) {
      if (!(element instanceof Comment)) {
        return false;
      }
    }
    return true;
  }

  private void sequence(Sequence sequence, int indent, boolean started) throws SopsException {
    boolean first = started;
    Pending pending = new Pending();
    for (Node element : sequence.elements()) {
      if (element instanceof Comment comment) {
        pending.add(comment);
        continue;
      }
      pending.head.addAll(leadingComments(element));
      first = lines(pending.head, indent, first);
      indent(indent, first);
      first = false;
      out.append("- ");
      int nested = indent + 2;
      if (element instanceof Branch branch) {
        if (branch.pairs().isEmpty()) {
          out.append("{}");
          endLine(pending.inline, indent);
        } else {
          branch(withoutLeadingComments(branch), nested, true);
        }
      } else if (element instanceof Sequence inner) {
        if (isEmpty(inner)) {
          out.append("[]");
          endLine(pending.inline, indent);
        } else {
          sequence(withoutLeadingComments(inner), nested, true);
        }
      } else if (element instanceof Scalar scalar) {
        scalar(scalar, nested, pending.inline, indent);
      }
      pending.clear();
    }
    foot(pending, indent);
  }

  /** Comments at the start of a container inside a list stand above the dash. */
  private static List<Comment> leadingComments(Node node) {
    List<Comment> leading = new ArrayList<>();
    if (node instanceof Branch branch && !branch.pairs().isEmpty()) {
      for (Branch.Item item : branch.items()) {
        if (!(item instanceof Comment comment) || comment.isInline()) {
          break;
        }
        leading.add(comment);
      }
    } else if (node instanceof Sequence sequence && !isEmpty(sequence)) {
      for (Node element : sequence.elements()) {
        if (!(element instanceof Comment comment) || comment.isInline()) {
          break;
        }
        leading.add(comment);
      }
    }
    return leading;
  }

  private static Branch withoutLeadingComments(Branch branch) {
    int leading = leadingComments(branch).size();
    return new Branch(branch.items().subList(leading, branch.items().size()));
  }

  private static Sequence withoutLeadingComments(Sequence sequence) {
    int leading = leadingComments(sequence).size();
    return new Sequence(sequence.elements().subList(leading, sequence.elements().size()));
  }

  private void indent(int indent, boolean started) {
    if (!started) {
      blankLineAfterFoot(indent);
      out.repeat(' ', indent);
    }
  }

  private void blankLineAfterFoot(int indent) {
    if (footIndent == indent) {
      out.append('\n');
    }
    footIndent = -1;
  }

  private boolean lines(List<Comment> comments, int indent, boolean started) {
    boolean first = started;
    for (Comment comment : comments) {
      indent(indent, first);
      first = false;
      out.append('#').append(comment.bytes()).append('\n');
    }
    return first;
  }

  private void writeComments(List<Branch.Item> items, int indent) {
    for (Branch.Item item : items) {
      if (item instanceof Comment comment) {
        out.repeat(' ', indent).append('#').append(comment.bytes()).append('\n');
      }
    }
  }

  private void foot(Pending pending, int indent) {
    List<Comment> comments = new ArrayList<>(pending.head);
    comments.addAll(pending.inline);
    if (!comments.isEmpty()) {
      lines(comments, indent, false);
      footIndent = indent;
    }
  }

  private void endLine(List<Comment> inline, int indent) {
    inlineComments(inline, indent);
    out.append('\n');
  }

  private void inlineComments(List<Comment> inline, int indent) {
    for (int i = 0; i < inline.size(); i++) {
      if (i == 0) {
        out.append(' ');
      } else {
        out.append('\n').repeat(' ', indent);
      }
      out.append('#').append(inline.get(i).bytes());
    }
  }

  /** A key longer than libyaml takes for a simple one, or with a line break, is marked by ?. */
  private void key(String key, int indent) {
    byte[] text = key.getBytes(StandardCharsets.UTF_8);
    if (key.equals("<<")) {
      out.append("!!merge <<:");
      return;
    }
    boolean hasBreak = new Analysis(text).hasBreak;
    boolean isSimple = !hasBreak && text.length <= MAX_SIMPLE_KEY;
    if (!isSimple) {
      out.append("? ");
    }
    if (text.length == 0) {
      out.append("\"\"");
    } else if (hasBreak) {
      doubleQuoted(text);
    } else {
      lineOf(text);
    }
    if (!isSimple) {
      out.append('\n').repeat(' ', indent);
    }
    out.append(':');
  }

  private static boolean needsDoubleQuotes(String text) {
    return !resolvesToText(text)
        || YamlScalars.isOldBoolean(text)
        || YamlScalars.isOldSexagesimal(text);
  }

  private static boolean resolvesToText(String text) {
    try {
      return YamlScalars.isText(text);
    } catch (SopsException beyond64Bits) {
      return false;
    }
  }

  private void scalar(Scalar scalar, int blockIndent, List<Comment> inline, int indent)
      throws SopsException {
    switch (scalar.type()) {
      case NULL -> out.append("null");
      case BOOL -> out.append(scalar.text().equals("True") ? "true" : "false");
      case INT, TIME -> out.append(scalar.bytes());
      case FLOAT -> out.append(real(GoFloat.parse(scalar.text())));
      case STR, BYTES -> {
        if (string(scalar.bytes(), blockIndent, inline, indent)) {
          return;
        }
      }
    }
    endLine(inline, indent);
  }

  private static String real(double value) {
    if (Double.isNaN(value)) {
      return ".nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? ".inf" : "-.inf";
    }
    return GoFloat.general(value);
  }

  /** Writes text, and says whether it was a block, which ends its own line. */
  private boolean string(byte[] text, int blockIndent, List<Comment> inline, int indent)
      throws SopsException {
    if (text.length == 0) {
      out.append("\"\"");
      return false;
    }
    Analysis analysis = new Analysis(text);
    if (contains(text, '\n')) {
      if (analysis.blockAllowed()) {
        literal(text, blockIndent, inline, indent);
        return true;
      }
      doubleQuoted(text);
    } else {
      lineOf(text);
    }
    return false;
  }

  private void lineOf(byte[] text) {
    Analysis analysis = new Analysis(text);
    if (text.length < MAX_RESOLVED && needsDoubleQuotes(new String(text, StandardCharsets.UTF_8))) {
      doubleQuoted(text);
    } else if (analysis.plainAllowed()) {
      out.append(text);
    } else if (analysis.singleQuotesAllowed()) {
      singleQuoted(text);
    } else {
      doubleQuoted(text);
    }
  }

  private static boolean contains(byte[] text, char wanted) {
    for (byte b : text) {
      if (b == wanted) {
        return true;
      }
    }
    return false;
  }

  private void literal(byte[] text, int blockIndent, List<Comment> inline, int indent) {
    out.append('|');
    if (text[0] == ' ' || text[0] == '\n') {
      // sops always writes the configured width here, which breaks such texts inside lists.
      out.append('0' + blockIndent - indent);
    }
    if (text[text.length - 1] != '\n') {
      out.append('-');
    } else if (text.length == 1 || text[text.length - 2] == '\n') {
      out.append('+');
    }
    inlineComments(inline, indent);
    boolean lineStart = true;
    out.append('\n');
    for (byte b : text) {
      if (b == '\n') {
        out.append('\n');
        lineStart = true;
      } else {
        if (lineStart) {
          out.repeat(' ', blockIndent);
          lineStart = false;
        }
        out.append(b);
      }
    }
    if (!lineStart) {
      out.append('\n');
    }
  }

  private void singleQuoted(byte[] text) {
    out.append('\'');
    for (byte b : text) {
      if (b == '\'') {
        out.append('\'');
      }
      out.append(b);
    }
    out.append('\'');
  }

  private void doubleQuoted(byte[] text) {
    out.append('"');
    int i = 0;
    while (i < text.length) {
      int width = Analysis.width(text[i]);
      int codePoint = Analysis.codePoint(text, i);
      if (Analysis.isPrintable(codePoint)
          && codePoint != 0xfeff
          && !Analysis.isBreak(codePoint)
          && codePoint != '"'
          && codePoint != '\\') {
        out.append(text, i, i + width);
      } else {
        escape(codePoint);
      }
      i += width;
    }
    out.append('"');
  }

  private void escape(int codePoint) {
    out.append('\\');
    switch (codePoint) {
      case 0 -> out.append('0');
      case 0x07 -> out.append('a');
      case 0x08 -> out.append('b');
      case 0x09 -> out.append('t');
      case 0x0a -> out.append('n');
      case 0x0b -> out.append('v');
      case 0x0c -> out.append('f');
      case 0x0d -> out.append('r');
      case 0x1b -> out.append('e');
      case 0x22 -> out.append('"');
      case 0x5c -> out.append('\\');
      case 0x85 -> out.append('N');
      case 0xa0 -> out.append('_');
      case 0x2028 -> out.append('L');
      case 0x2029 -> out.append('P');
      default -> {
        if (codePoint <= 0xff) {
          hexadecimal('x', codePoint, 2);
        } else if (codePoint <= 0xffff) {
          hexadecimal('u', codePoint, 4);
        } else {
          hexadecimal('U', codePoint, 8);
        }
      }
    }
  }

  private void hexadecimal(char kind, int codePoint, int digits) {
    out.append(kind);
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
      out.append(HEXADECIMAL.charAt(codePoint >> shift & 0xf));
    }
  }

  /** Which styles a text can have, by the rules of libyaml's emitter. */
  private static final class Analysis {

    private boolean indicators;
    private boolean special;
    private boolean tab;
    private boolean edgeBlank;
    private boolean trailingSpace;
    private boolean breakSpace;
    private boolean spaceBreak;
    boolean hasBreak;

    Analysis(byte[] text) {
      boolean precededByBlank = true;
      boolean previousSpace = false;
      boolean previousBreak = false;
      indicators = startsLikeDocumentMark(text);
      int i = 0;
      while (i < text.length) {
        int width = width(text[i]);
        int codePoint = codePoint(text, i);
        boolean last = i + width >= text.length;
        boolean followedByBlank = last || text[i + width] == ' ' || text[i + width] == '\t';
        indicators |= isIndicator(codePoint, i == 0, precededByBlank, followedByBlank);
        if (codePoint == '\t') {
          tab = true;
        } else if (!isPrintable(codePoint) || codePoint == 0x2028 || codePoint == 0x2029) {
          // go-yaml writes the last two as line ends, which not every reader takes them for.
          special = true;
        }
        boolean isSpace = codePoint == ' ';
        boolean isBreak = isBreak(codePoint);
        if (isSpace || isBreak) {
          edgeBlank |= i == 0 || last;
        }
        trailingSpace |= isSpace && last;
        breakSpace |= isSpace && previousBreak;
        spaceBreak |= isBreak && previousSpace;
        hasBreak |= isBreak;
        previousSpace = isSpace;
        previousBreak = isBreak;
        precededByBlank = isSpace || isBreak || codePoint == '\t' || codePoint == 0;
        i += width;
      }
    }

    private static boolean startsLikeDocumentMark(byte[] text) {
      if (text.length < 3) {
        return false;
      }
      byte first = text[0];
      return (first == '-' || first == '.') && text[1] == first && text[2] == first;
    }

    private static boolean isIndicator(
        int c, boolean first, boolean precededByBlank, boolean followedByBlank) {
      if (first) {
        return switch (c) {
          case '#', ',', '[', ']', '{', '}', '&', '*', '!', '|', '>', '\'', '"', '%', '@', '`' ->
              true;
          case '?', ':', '-' -> followedByBlank;
          default -> false;
        };
      }
      return (c == ':' && followedByBlank) || (c == '#' && precededByBlank);
    }

    boolean plainAllowed() {
      return !(indicators || special || tab || edgeBlank || breakSpace || spaceBreak || hasBreak);
    }

    boolean singleQuotesAllowed() {
      return !(special || tab || breakSpace || spaceBreak);
    }

    boolean blockAllowed() {
      return !(trailingSpace || spaceBreak || special);
    }

    static int width(byte first) {
      int b = first & 0xff;
      if (b < 0x80) {
        return 1;
      }
      return b < 0xe0 ? 2 : b < 0xf0 ? 3 : 4;
    }

    static int codePoint(byte[] text, int at) {
      int b = text[at] & 0xff;
      int width = width(text[at]);
      if (at + width > text.length) {
        return 0xfffd;
      }
      int codePoint = width == 1 ? b : b & (0xff >> (width + 1));
      for (int i = 1; i < width; i++) {
        codePoint = (codePoint << 6) | (text[at + i] & 0x3f);
      }
      return codePoint;
    }

    static boolean isBreak(int c) {
      return c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029;
    }

    /** What libyaml calls printable: nothing above U+FFFF. */
    static boolean isPrintable(int c) {
      return c == '\n'
          || (c >= 0x20 && c <= 0x7e)
          || (c >= 0xa0 && c <= 0xd7ff)
          || (c >= 0xe000 && c <= 0xfffd && c != 0xfeff);
    }
  }
}

package org.keytally.sops;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.tokens.AliasToken;
import org.yaml.snakeyaml.tokens.AnchorToken;
import org.yaml.snakeyaml.tokens.DirectiveToken;
import org.yaml.snakeyaml.tokens.ScalarToken;
import org.yaml.snakeyaml.tokens.TagToken;
import org.yaml.snakeyaml.tokens.Token;

/**
 * Reads YAML into the tree as sops does through go-yaml v3: plain scalars resolved by its rules,
 * aliases expanded to copies, and comments in the containers where sops puts them (sops-file-format
 * 8.4).
 */
final class YamlReader {

  /** Aliases can blow a small text up; no secret file has that many nodes. */
  private static final int MAX_NODES = 1_000_000;

  private static final int MAX_DIRECTIVES = 100;

  private final int[] text;
  private final int[] byteOffsets;
  private final List<YamlTokens.Placed> tokens;
  private final List<YamlTokens.CommentBlock> comments;
  private final Map<String, Composed> anchors = new HashMap<>();

  private int nextToken;
  private int nextComment;
  private int nodes;
  private boolean inFirstDocument = true;

  /** Comments that the tokens looked at so far have gathered. */
  private List<YamlTokens.Line> head = new ArrayList<>();

  private List<YamlTokens.Line> line = new ArrayList<>();
  private List<YamlTokens.Line> foot = new ArrayList<>();

  /** A head comment of a whole collection inside a list, set aside from its first entry's. */
  private List<YamlTokens.Line> stem = List.of();

  YamlReader(byte[] bytes) throws SopsException {
    text = codePoints(bytes);
    byteOffsets = text.length == bytes.length ? new int[0] : byteOffsets(text);
    try {
      YamlTokens all = new YamlTokens(text);
      if (all.isTooDeep()) {
        throw tooLarge("nesting deeper than " + Store.MAX_DEPTH + " levels");
      }
      tokens = all.tokens();
      comments = all.comments();
    } catch (MarkedYAMLException e) {
      int at = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
      throw bad(at, "it breaks the rules of YAML");
    } catch (YAMLException | IllegalArgumentException | IndexOutOfBoundsException e) {
      // The scanner lets damaged escapes out as exceptions of the number parser.
      throw new SopsException(
          SopsException.Kind.UNPARSABLE, "", "the text holds characters that YAML does not allow");
    }
  }

  private static int[] codePoints(byte[] bytes) throws SopsException {
    int[] text = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] < 0) {
        JsonReader.requireUtf8(bytes);
        return new String(bytes, StandardCharsets.UTF_8).codePoints().toArray();
      }
      text[i] = bytes[i];
    }
    return text;
  }

  private static int[] byteOffsets(int[] text) {
    int[] offsets = new int[text.length + 1];
    int offset = 0;
    for (int i = 0; i < text.length; i++) {
      offsets[i] = offset;
      int c = text[i];
      offset += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    }
    offsets[text.length] = offset;
    return offsets;
  }

  /** What go-yaml calls a node: content with the comments around it. */
  private static final class Composed {
    private final Token.ID kind;
    private final int start;
    private int end;
    private boolean isFlow;
    private List<YamlTokens.Line> head = List.of();
    private List<YamlTokens.Line> line = List.of();
    private List<YamlTokens.Line> foot = List.of();
    private @Nullable Scalar scalar;
    private @Nullable Composed target;
    private final List<Composed> content = new ArrayList<>();

    Composed(Token.ID kind, int start, int end) {
      this.kind = kind;
      this.start = start;
      this.end = end;
    }

    boolean isScalarOrAlias() {
      return kind == Token.ID.Scalar || kind == Token.ID.Alias;
    }
  }

  /** All documents of the text. */
  List<Branch> read() throws SopsException {
    List<Branch> documents = new ArrayList<>();
    peek();
    skip();
    boolean first = true;
    while (true) {
      YamlTokens.Placed token = peek();
      if (!first) {
        while (token.is(Token.ID.DocumentEnd)) {
          skip();
          token = peek();
        }
      }
      if (token.is(Token.ID.StreamEnd)) {
        break;
      }
      documents.add(document(first));
      first = false;
      inFirstDocument = false;
    }
    if (documents.isEmpty()) {
      throw new SopsException(
          SopsException.Kind.UNPARSABLE, "", "there is no YAML document to read");
    }
    return documents;
  }

  private Branch document(boolean first) throws SopsException {
    anchors.clear();
    YamlTokens.Placed token = peek();
    Composed document = new Composed(Token.ID.DocumentStart, token.start(), token.start());
    Composed root;
    boolean isExplicit = token.is(Token.ID.DocumentStart) || token.is(Token.ID.Directive);
    if (first && !isExplicit) {
      document.head = headOfDocument();
      root = node(true, false);
    } else {
      for (int i = 0; token.is(Token.ID.Directive); i++) {
        requireDirective(token, i);
        skip();
        token = peek();
      }
      if (!token.is(Token.ID.DocumentStart)) {
        throw bad(token, "a document begins without ---");
      }
      skip();
      token = peek();
      boolean isEmpty =
          token.is(Token.ID.Directive)
              || token.is(Token.ID.DocumentStart)
              || token.is(Token.ID.DocumentEnd)
              || token.is(Token.ID.StreamEnd);
      root = isEmpty ? empty(token.start()) : node(true, false);
    }
    token = peek();
    if (token.is(Token.ID.DocumentEnd)) {
      skip();
    }
    Composed end = new Composed(Token.ID.DocumentEnd, token.start(), token.start());
    take(end);
    document.foot = end.foot.isEmpty() ? end.head : end.foot;
    return branchOf(document, root);
  }

  private static void requireDirective(YamlTokens.Placed token, int count) throws SopsException {
    if (count > MAX_DIRECTIVES) {
      throw bad(token, "there are too many directives");
    }
    if (token.token() instanceof DirectiveToken<?> directive
        && directive.getName().equals("YAML")
        && directive.getValue() != null
        && !directive.getValue().equals(List.of(1, 1))) {
      throw bad(token, "sops reads YAML 1.1 only, so %YAML may say nothing else");
    }
  }

  /** Comments before the last empty line are the document's, the rest the first key's. */
  private List<YamlTokens.Line> headOfDocument() {
    for (int i = head.size() - 1; i > 0; i--) {
      if (head.get(i).isEmpty()) {
        List<YamlTokens.Line> ofDocument = List.copyOf(head.subList(0, i));
        head = new ArrayList<>(head.subList(i + 1, head.size()));
        return ofDocument;
      }
    }
    return List.of();
  }

  private YamlTokens.Placed peek() {
    YamlTokens.Placed token = tokens.get(Math.min(nextToken, tokens.size() - 1));
    while (nextComment < comments.size()
        && token.start() >= comments.get(nextComment).attachedAt()) {
      YamlTokens.CommentBlock comment = comments.get(nextComment);
      if (comment.position() == YamlTokens.Position.HEAD && token.is(Token.ID.BlockEnd)) {
        // The end of a block has no head, so it waits for the next token.
        break;
      }
      switch (comment.position()) {
        case HEAD -> head.addAll(comment.lines());
        case LINE -> line.addAll(comment.lines());
        case FOOT -> foot.addAll(comment.lines());
      }
      nextComment++;
    }
    return token;
  }

  private void skip() {
    nextToken++;
  }

  /** Gives the gathered comments to a node. */
  private void take(Composed node) {
    node.head = head;
    node.line = line;
    node.foot = foot;
    head = new ArrayList<>();
    line = new ArrayList<>();
    foot = new ArrayList<>();
    stem = List.of();
  }

  private Composed composed(Token.ID kind, int start, int end) throws SopsException {
    if (++nodes > MAX_NODES) {
      throw tooLarge("more than " + MAX_NODES + " nodes");
    }
    return new Composed(kind, start, end);
  }

  private Composed empty(int at) throws SopsException {
    Composed node = composed(Token.ID.Scalar, at, at);
    node.scalar = Scalar.nothing(Span.NONE);
    return node;
  }

  private Composed node(boolean block, boolean indentless) throws SopsException {
    YamlTokens.Placed token = peek();
    if (token.token() instanceof AliasToken alias) {
      Composed node = composed(Token.ID.Alias, token.start(), end(token));
      node.target = anchors.get(alias.getValue());
      if (node.target == null) {
        throw bad(token, "an alias has no anchor");
      }
      take(node);
      skip();
      return node;
    }
    int start = token.start();
    Optional<String> anchor = Optional.empty();
    Optional<String> tag = Optional.empty();
    for (int i = 0; i < 2; i++) {
      if (token.token() instanceof AnchorToken named && anchor.isEmpty()) {
        anchor = Optional.of(named.getValue());
      } else if (token.token() instanceof TagToken tagged && tag.isEmpty()) {
        tag = Optional.of(tagOf(tagged));
      } else {
        break;
      }
      skip();
      token = peek();
    }
    Composed node = content(token, start, block, indentless, tag, anchor);
    if (anchor.isPresent()) {
      anchors.put(anchor.get(), node);
    }
    return node;
  }

  private static String tagOf(TagToken token) {
    String handle = token.getValue().getHandle();
    String suffix = token.getValue().getSuffix();
    String tag = (handle == null ? "" : handle) + suffix;
    String longForm = "tag:yaml.org,2002:";
    return tag.startsWith(longForm) ? "!!" + tag.substring(longForm.length()) : tag;
  }

  private Composed content(
      YamlTokens.Placed token,
      int start,
      boolean block,
      boolean indentless,
      Optional<String> tag,
      Optional<String> anchor)
      throws SopsException {
    if (indentless && token.is(Token.ID.BlockEntry)) {
      Composed node = composed(Token.ID.BlockSequenceStart, start, start);
      entries(node, true);
      return node;
    }
    if (token.token() instanceof ScalarToken scalar) {
      Composed node = composed(Token.ID.Scalar, token.start(), endOfScalar(token));
      node.scalar = scalar(scalar, tag, token, span(node.start, node.end));
      take(node);
      skip();
      return node;
    }
    if (token.is(Token.ID.FlowSequenceStart)) {
      Composed node = composed(Token.ID.BlockSequenceStart, token.start(), token.start());
      node.isFlow = true;
      take(node);
      flowSequence(node);
      return node;
    }
    if (token.is(Token.ID.FlowMappingStart)) {
      Composed node = composed(Token.ID.BlockMappingStart, token.start(), token.start());
      node.isFlow = true;
      take(node);
      flowMapping(node);
      return node;
    }
    if (block && token.is(Token.ID.BlockSequenceStart)) {
      Composed node = composed(Token.ID.BlockSequenceStart, token.start(), token.start());
      node.head = stem;
      stem = List.of();
      skip();
      entries(node, false);
      return node;
    }
    if (block && token.is(Token.ID.BlockMappingStart)) {
      Composed node = composed(Token.ID.BlockMappingStart, token.start(), token.start());
      node.head = stem;
      stem = List.of();
      skip();
      blockMapping(node);
      return node;
    }
    if (tag.isPresent() || anchor.isPresent()) {
      return empty(start);
    }
    throw bad(token, "a value is missing");
  }

  /** The entries of a block sequence; one without indentation ends where no entry follows. */
  private void entries(Composed sequence, boolean indentless) throws SopsException {
    while (true) {
      YamlTokens.Placed token = peek();
      if (!token.is(Token.ID.BlockEntry)) {
        if (!indentless) {
          if (!token.is(Token.ID.BlockEnd)) {
            throw bad(token, "a - is missing");
          }
          skip();
        }
        return;
      }
      int stemLines = head.size();
      sequence.end = end(token);
      skip();
      splitStem(stemLines);
      token = peek();
      boolean isEmpty =
          token.is(Token.ID.BlockEntry)
              || token.is(Token.ID.BlockEnd)
              || (indentless && (token.is(Token.ID.Key) || token.is(Token.ID.Value)));
      Composed element = isEmpty ? empty(sequence.end) : node(true, false);
      sequence.content.add(element);
      sequence.end = Math.max(sequence.end, element.end);
    }
  }

  private void splitStem(int stemLines) {
    if (stemLines == 0) {
      return;
    }
    YamlTokens.Placed token = peek();
    if (token.is(Token.ID.BlockSequenceStart) || token.is(Token.ID.BlockMappingStart)) {
      stem = List.copyOf(head.subList(0, stemLines));
      head = new ArrayList<>(head.subList(stemLines, head.size()));
    }
  }

  private void blockMapping(Composed mapping) throws SopsException {
    while (true) {
      YamlTokens.Placed token = peek();
      if (token.is(Token.ID.BlockEnd)) {
        finish(mapping);
        if (!mapping.foot.isEmpty() && mapping.content.size() > 1) {
          mapping.content.get(mapping.content.size() - 2).foot = mapping.foot;
          mapping.foot = List.of();
        }
        skip();
        return;
      }
      Composed key;
      if (token.is(Token.ID.Key)) {
        int keyAt = end(token);
        skip();
        token = peek();
        key = endsBlockEntry(token) ? empty(keyAt) : node(true, true);
      } else if (token.is(Token.ID.Value)) {
        key = empty(token.start());
      } else {
        throw bad(token, "a key is missing");
      }
      moveFootToPriorKey(mapping, key);
      token = peek();
      Composed value;
      if (token.is(Token.ID.Value)) {
        int valueAt = end(token);
        skip();
        token = peek();
        value = endsBlockEntry(token) ? empty(valueAt) : node(true, true);
      } else {
        value = empty(token.start());
      }
      add(mapping, key, value);
    }
  }

  private static boolean endsBlockEntry(YamlTokens.Placed token) {
    return token.is(Token.ID.Key) || token.is(Token.ID.Value) || token.is(Token.ID.BlockEnd);
  }

  private static void moveFootToPriorKey(Composed mapping, Composed key) {
    int size = mapping.content.size();
    if (!mapping.isFlow && !key.foot.isEmpty() && size > 1) {
      mapping.content.get(size - 2).foot = key.foot;
      key.foot = List.of();
    }
  }

  private static void add(Composed mapping, Composed key, Composed value) {
    mapping.content.add(key);
    mapping.content.add(value);
    if (key.foot.isEmpty() && !value.foot.isEmpty()) {
      key.foot = value.foot;
      value.foot = List.of();
    }
    mapping.end = Math.max(Math.max(mapping.end, key.end), value.end);
  }

  /** The comments at the end of a collection replace those at its start, but for the head. */
  private void finish(Composed collection) {
    List<YamlTokens.Line> ownHead = collection.head;
    take(collection);
    collection.head = ownHead;
  }

  private void flowSequence(Composed sequence) throws SopsException {
    skip();
    boolean first = true;
    while (true) {
      YamlTokens.Placed token = peek();
      if (!token.is(Token.ID.FlowSequenceEnd) && !first) {
        if (!token.is(Token.ID.FlowEntry)) {
          throw bad(token, "a comma or ] is missing");
        }
        skip();
        token = peek();
      }
      first = false;
      if (token.is(Token.ID.FlowSequenceEnd)) {
        finish(sequence);
        sequence.end = end(token);
        skip();
        return;
      }
      sequence.content.add(token.is(Token.ID.Key) ? flowPair(token) : node(false, false));
    }
  }

  /** A mapping of one pair without braces inside a flow sequence. */
  private Composed flowPair(YamlTokens.Placed start) throws SopsException {
    Composed mapping = composed(Token.ID.BlockMappingStart, start.start(), start.start());
    mapping.isFlow = true;
    skip();
    YamlTokens.Placed token = peek();
    boolean isEmptyKey =
        token.is(Token.ID.Value)
            || token.is(Token.ID.FlowEntry)
            || token.is(Token.ID.FlowSequenceEnd);
    Composed key = isEmptyKey ? empty(token.start()) : node(false, false);
    token = peek();
    Composed value = empty(token.start());
    if (token.is(Token.ID.Value)) {
      skip();
      token = peek();
      if (!token.is(Token.ID.FlowEntry) && !token.is(Token.ID.FlowSequenceEnd)) {
        value = node(false, false);
      }
    }
    add(mapping, key, value);
    return mapping;
  }

  private void flowMapping(Composed mapping) throws SopsException {
    skip();
    boolean first = true;
    while (true) {
      YamlTokens.Placed token = peek();
      if (!token.is(Token.ID.FlowMappingEnd) && !first) {
        if (!token.is(Token.ID.FlowEntry)) {
          throw bad(token, "a comma or } is missing");
        }
        skip();
        token = peek();
      }
      first = false;
      if (token.is(Token.ID.FlowMappingEnd)) {
        finish(mapping);
        mapping.end = end(token);
        skip();
        return;
      }
      Composed key;
      if (token.is(Token.ID.Key)) {
        skip();
        token = peek();
        key =
            endsFlowEntry(token) || token.is(Token.ID.Value)
                ? empty(token.start())
                : node(false, false);
      } else {
        key = node(false, false);
      }
      token = peek();
      Composed value = empty(token.start());
      if (token.is(Token.ID.Value)) {
        skip();
        token = peek();
        if (!endsFlowEntry(token)) {
          value = node(false, false);
        }
      }
      add(mapping, key, value);
    }
  }

  private static boolean endsFlowEntry(YamlTokens.Placed token) {
    return token.is(Token.ID.FlowEntry) || token.is(Token.ID.FlowMappingEnd);
  }

  private static Scalar scalar(
      ScalarToken token, Optional<String> tag, YamlTokens.Placed placed, Span span)
      throws SopsException {
    String value = token.getValue();
    if (tag.isEmpty()) {
      return token.getPlain() ? YamlScalars.resolve(value, span) : textual(value, span);
    }
    switch (tag.get()) {
      case "!!binary" -> {
        String base64 = value.replaceAll("\\s", "");
        Optional<byte[]> decoded =
            ValueCipher.decodeCanonical(base64.getBytes(StandardCharsets.UTF_8));
        if (decoded.isEmpty()) {
          throw bad(placed, "a value tagged !!binary is no base64");
        }
        return new Scalar(ValueType.STR, decoded.get(), span);
      }
      case "!!int", "!!float", "!!bool", "!!null", "!!timestamp" -> {
        Scalar resolved = YamlScalars.resolve(value, span);
        if (!fits(tag.get(), resolved.type())) {
          throw bad(placed, "a value is not of the type of its tag " + tag.get());
        }
        return tag.get().equals("!!float") && resolved.type() == ValueType.INT
            ? Scalar.real(Double.parseDouble(resolved.text()), span)
            : resolved;
      }
      default -> {
        return textual(value, span);
      }
    }
  }

  private static boolean fits(String tag, ValueType type) {
    return switch (type) {
      case INT -> tag.equals("!!int") || tag.equals("!!float");
      case FLOAT -> tag.equals("!!float");
      case BOOL -> tag.equals("!!bool");
      case NULL -> tag.equals("!!null");
      case TIME -> tag.equals("!!timestamp");
      case STR, BYTES -> false;
    };
  }

  private static Scalar textual(String value, Span span) {
    return new Scalar(ValueType.STR, value.getBytes(StandardCharsets.UTF_8), span);
  }

  // From nodes with comments around them to the tree with comments among its items.

  private Branch branchOf(Composed document, Composed root) throws SopsException {
    List<Branch.Item> items = new ArrayList<>();
    items.addAll(lines(document.head, false));
    Composed target = root.target == null ? root : root.target;
    if (target.kind == Token.ID.BlockMappingStart) {
      addPairs(items, target, false);
    } else if (target.scalar != null && target.scalar.type() == ValueType.NULL) {
      items.addAll(lines(target.head, false));
      items.addAll(lines(target.line, false));
    } else {
      throw bad(lineOf(root.start), "a document for sops is a mapping");
    }
    items.addAll(lines(document.foot, false));
    return new Branch(items, span(root.start, root.end));
  }

  private void addPairs(List<Branch.Item> items, Composed mapping, boolean commentsDone)
      throws SopsException {
    if (!commentsDone) {
      items.addAll(lines(mapping.head, false));
      items.addAll(lines(mapping.line, false));
    }
    Set<String> keys = new HashSet<>();
    for (int i = 0; i < mapping.content.size(); i += 2) {
      Composed key = mapping.content.get(i);
      Composed value = mapping.content.get(i + 1);
      items.addAll(lines(key.head, false));
      items.addAll(lines(key.line, false));
      boolean hasOwnComments = value.isScalarOrAlias();
      if (hasOwnComments) {
        items.addAll(lines(value.head, false));
        items.addAll(lines(value.line, true));
      }
      String name = keyText(key);
      if (!keys.add(name) && inFirstDocument) {
        throw bad(lineOf(key.start), "a key stands twice in one mapping");
      }
      items.add(new Branch.Pair(name, treeOf(value, hasOwnComments), span(key.start, key.end)));
      if (hasOwnComments) {
        items.addAll(lines(value.foot, false));
      }
      items.addAll(lines(key.foot, false));
    }
    if (!commentsDone) {
      items.addAll(lines(mapping.foot, false));
    }
  }

  private String keyText(Composed key) throws SopsException {
    Scalar scalar = key.target == null ? key.scalar : key.target.scalar;
    if (scalar == null || scalar.type() != ValueType.STR) {
      throw bad(lineOf(key.start), "a key is no text; sops encrypts under text keys only");
    }
    return scalar.text();
  }

  private Node treeOf(Composed node, boolean commentsDone) throws SopsException {
    if (node.target != null) {
      nodes += sizeOf(node.target);
      if (nodes > MAX_NODES) {
        throw tooLarge("more than " + MAX_NODES + " nodes");
      }
      return treeOf(node.target, false);
    }
    if (node.scalar != null) {
      return node.scalar;
    }
    Span span = span(node.start, node.end);
    if (node.kind == Token.ID.BlockMappingStart) {
      List<Branch.Item> items = new ArrayList<>();
      addPairs(items, node, commentsDone);
      return new Branch(items, span);
    }
    List<Node> elements = new ArrayList<>();
    if (!commentsDone) {
      elements.addAll(lines(node.head, false));
      elements.addAll(lines(node.line, false));
    }
    for (Composed element : node.content) {
      elements.addAll(lines(element.head, false));
      elements.addAll(lines(element.line, true));
      elements.add(treeOf(element, true));
      elements.addAll(lines(element.foot, false));
    }
    if (!commentsDone) {
      elements.addAll(lines(node.foot, false));
    }
    return new Sequence(elements, span);
  }

  private int sizeOf(Composed node) {
    int size = 1;
    for (Composed child : node.content) {
      size += sizeOf(child);
      if (size > MAX_NODES) {
        break;
      }
    }
    return node.target == null ? size : size + sizeOf(node.target);
  }

  private List<Comment> lines(List<YamlTokens.Line> lines, boolean inline) {
    if (lines.isEmpty()) {
      return List.of();
    }
    List<Comment> comments = new ArrayList<>(lines.size());
    for (YamlTokens.Line one : lines) {
      if (!one.isEmpty()) {
        String content = new String(text, one.start() + 1, one.end() - one.start() - 1);
        comments.add(
            new Comment(
                content.getBytes(StandardCharsets.UTF_8), inline, span(one.start(), one.end())));
      }
    }
    return comments;
  }

  private Span span(int start, int end) {
    return byteOffsets.length == 0
        ? new Span(start, end)
        : new Span(byteOffsets[start], byteOffsets[Math.min(end, text.length)]);
  }

  private static int end(YamlTokens.Placed token) {
    return token.token().getEndMark().getIndex();
  }

  /** Without the line ends that a block scalar swallows. */
  private int endOfScalar(YamlTokens.Placed token) {
    int end = Math.min(end(token), text.length);
    while (end > token.start()
        && (text[end - 1] == '\n' || text[end - 1] == '\r' || text[end - 1] == ' ')) {
      end--;
    }
    return end;
  }

  private int lineOf(int position) {
    int lines = 1;
    for (int i = 0; i < Math.min(position, text.length); i++) {
      if (text[i] == '\n') {
        lines++;
      }
    }
    return lines;
  }

  private static SopsException tooLarge(String what) {
    return new SopsException(SopsException.Kind.TOO_LARGE, "", "the text has " + what);
  }

  private static SopsException bad(YamlTokens.Placed token, String what) {
    return bad(token.mark().getLine() + 1, what);
  }

  private static SopsException bad(int line, String what) {
    return new SopsException(
        SopsException.Kind.UNPARSABLE,
        "line " + line,
        "line " + line + " is no YAML that sops reads: " + what);
  }
}

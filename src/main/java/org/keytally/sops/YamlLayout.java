package org.keytally.sops;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** YAML: block lists by lines, flow lists by commas, values in the style that stands there. */
final class YamlLayout implements Layout {

  private final JsonLayout flow = new JsonLayout();

  @Override
  public byte[] valueText(byte[] text, Span span, byte[] value) {
    switch (text[span.start()]) {
      case '"' -> {
        return JsonStore.quoted(value);
      }
      case '\'' -> {
        return contains(value, '\n') ? JsonStore.quoted(value) : singleQuoted(value);
      }
      case '|', '>' -> {
        return block(text, span, value);
      }
      default -> {
        return contains(value, '\n') ? JsonStore.quoted(value) : YamlWriter.inline(value);
      }
    }
  }

  private static byte[] singleQuoted(byte[] value) {
    SecretBuffer out = new SecretBuffer(value.length + 2).append('\'');
    for (byte b : value) {
      if (b == '\'') {
        out.append('\'');
      }
      out.append(b);
    }
    return out.append('\'').take();
  }

  /** A literal block with the header and the indentation of the present one. */
  private static byte[] block(byte[] text, Span span, byte[] value) {
    int headerEnd = lineEnd(text, span.start());
    byte[] lineBreak = lineBreak(text, headerEnd);
    int firstLine = headerEnd + lineBreak.length;
    int indent = 0;
    while (firstLine + indent < span.end() && text[firstLine + indent] == ' ') {
      indent++;
    }
    SecretBuffer out = new SecretBuffer(value.length + 256).append('|');
    out.append(text, span.start() + 1, headerEnd);
    boolean lineStart = true;
    for (int i = 0; i < value.length; i++) {
      if (lineStart) {
        out.append(lineBreak).repeat(' ', indent);
        lineStart = false;
      }
      if (value[i] == '\n') {
        lineStart = true;
      } else {
        out.append(value[i]);
      }
    }
    return out.take();
  }

  @Override
  public boolean editKeyList(
      byte[] text,
      TextEdits edits,
      KeyListPath path,
      Sequence list,
      List<Integer> removed,
      List<KeyEntry> added) {
    if (list.span().isKnown() && text[list.span().start()] == '[') {
      return flow.editKeyList(text, edits, path, list, removed, added);
    }
    List<Span> lines = new ArrayList<>();
    for (Node element : list.elements()) {
      if (element instanceof Comment) {
        return false;
      }
      int lineStart = lineStart(text, element.span().start());
      if (!isDash(text, lineStart, element.span().start())) {
        return false;
      }
      lines.add(new Span(lineStart, behindLine(text, element.span().end())));
    }
    if (lines.isEmpty() || (removed.size() == lines.size() && added.isEmpty())) {
      return false;
    }
    for (int index : removed) {
      edits.delete(lines.get(index).start(), lines.get(index).end());
    }
    int at = lines.get(lines.size() - 1).end();
    byte[] lineBreak = lineBreak(text, lineEnd(text, lines.get(0).start()));
    byte[] dash =
        Arrays.copyOfRange(text, lines.get(0).start(), list.elements().get(0).span().start());
    SecretBuffer inserted = new SecretBuffer();
    boolean endsOpen = text[at - 1] != '\n';
    for (KeyEntry entry : added) {
      if (endsOpen) {
        inserted.append(lineBreak);
      }
      inserted.append(dash).append(EntryTemplate.fill(text, list, entry, this));
      if (!endsOpen) {
        inserted.append(lineBreak);
      }
    }
    edits.insert(at, inserted.take());
    return true;
  }

  private static boolean isDash(byte[] text, int lineStart, int elementStart) {
    int at = lineStart;
    while (at < elementStart && text[at] == ' ') {
      at++;
    }
    if (at >= elementStart || text[at++] != '-') {
      return false;
    }
    while (at < elementStart && text[at] == ' ') {
      at++;
    }
    return at == elementStart;
  }

  private static int lineStart(byte[] text, int from) {
    int start = from;
    while (start > 0 && text[start - 1] != '\n') {
      start--;
    }
    return start;
  }

  private static int behindLine(byte[] text, int from) {
    int end = from;
    while (end < text.length && text[end] != '\n') {
      end++;
    }
    return Math.min(end + 1, text.length);
  }

  /** The end of the line's content, before a carriage return. */
  private static int lineEnd(byte[] text, int from) {
    int end = from;
    while (end < text.length && text[end] != '\n' && text[end] != '\r') {
      end++;
    }
    return end;
  }

  private static byte[] lineBreak(byte[] text, int lineEnd) {
    boolean isPair = lineEnd < text.length && text[lineEnd] == '\r';
    return (isPair ? "\r\n" : "\n").getBytes(StandardCharsets.US_ASCII);
  }

  private static boolean contains(byte[] text, char wanted) {
    for (byte b : text) {
      if (b == wanted) {
        return true;
      }
    }
    return false;
  }
}

package org.keytally.sops;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Lists in brackets with commas: JSON, and flow style in YAML. */
final class JsonLayout implements Layout {

  @Override
  public byte[] valueText(byte[] text, Span span, byte[] value) {
    return JsonStore.quoted(value);
  }

  @Override
  public boolean editKeyList(
      byte[] text,
      TextEdits edits,
      KeyListPath path,
      Sequence list,
      List<Integer> removed,
      List<KeyEntry> added) {
    List<Span> spans = spansOf(list);
    if (spans.isEmpty()) {
      return false;
    }
    int last = spans.size() - 1;
    int firstKept = 0;
    while (removed.contains(firstKept)) {
      firstKept++;
    }
    List<byte[]> texts = new ArrayList<>();
    for (KeyEntry entry : added) {
      texts.add(EntryTemplate.fill(text, list, entry, this));
    }
    byte[] between = separator(text, spans, list.span());
    if (firstKept > last) {
      if (added.isEmpty()) {
        return false;
      }
      edits.replace(spans.get(0).start(), spans.get(last).end(), joined(texts, between, false));
      return true;
    }
    if (firstKept > 0) {
      edits.delete(spans.get(0).start(), spans.get(firstKept).start());
    }
    for (int index : removed) {
      if (index > firstKept) {
        edits.delete(spans.get(index - 1).end(), spans.get(index).end());
      }
    }
    if (!added.isEmpty()) {
      edits.insert(spans.get(last).end(), joined(texts, between, true));
    }
    return true;
  }

  private static List<Span> spansOf(Sequence list) {
    List<Span> spans = new ArrayList<>();
    for (Node element : list.elements()) {
      if (element instanceof Comment) {
        return List.of();
      }
      spans.add(element.span());
    }
    return spans;
  }

  /** The comma with the blanks that stand behind the list's other commas, or its bracket. */
  private static byte[] separator(byte[] text, List<Span> spans, Span list) {
    int start = spans.size() > 1 ? spans.get(0).end() : list.start() + 1;
    int end = spans.get(spans.size() > 1 ? 1 : 0).start();
    String blanks = new String(text, start, end - start, StandardCharsets.UTF_8).replace(",", "");
    return (',' + blanks).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] joined(List<byte[]> texts, byte[] between, boolean leading) {
    SecretBuffer joined = new SecretBuffer();
    for (int i = 0; i < texts.size(); i++) {
      if (leading || i > 0) {
        joined.append(between);
      }
      joined.append(texts.get(i));
    }
    return joined.take();
  }
}

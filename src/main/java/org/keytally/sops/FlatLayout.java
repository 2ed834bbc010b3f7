package org.keytally.sops;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Flattened metadata, one line for each entry: dotenv and INI (sops-file-format 2.5). */
final class FlatLayout implements Layout {

  private final String prefix;

  /**
   * The layout of a store.
   *
   * @param prefix before every name, such as {@code sops_}
   */
  FlatLayout(String prefix) {
    this.prefix = prefix;
  }

  @Override
  public byte[] valueText(byte[] text, Span span, byte[] value) {
    SecretBuffer out = new SecretBuffer(value.length + 16);
    for (byte b : value) {
      if (b == '\n') {
        out.append("\\n");
      } else {
        out.append(b);
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
    int end = 0;
    Map<Integer, Integer> newIndex = new HashMap<>();
    int next = 0;
    for (int i = 0; i < list.elements().size(); i++) {
      if (!(list.elements().get(i) instanceof Branch entry)) {
        return false;
      }
      for (Branch.Pair pair : entry.pairs()) {
        if (!pair.keySpan().isKnown() || !isOneLine(text, pair)) {
          return false;
        }
        end = Math.max(end, behindLine(text, pair.value().span().end()));
      }
      if (!removed.contains(i)) {
        newIndex.put(i, next++);
      }
    }
    if (list.elements().isEmpty() || next + added.size() == 0) {
      return false;
    }
    for (int i = 0; i < list.elements().size(); i++) {
      for (Branch.Pair pair : ((Branch) list.elements().get(i)).pairs()) {
        Span key = pair.keySpan();
        Integer index = newIndex.get(i);
        if (index == null) {
          edits.delete(key.start(), behindLine(text, pair.value().span().end()));
        } else if (index != i) {
          edits.replace(key.start(), key.end(), name(path, index, pair.key()));
        }
      }
    }
    SecretBuffer lines = new SecretBuffer();
    if (text[end - 1] != '\n') {
      lines.append('\n');
    }
    Branch template = (Branch) list.elements().get(0);
    for (KeyEntry entry : added) {
      for (Branch.Pair pair : byPosition(template)) {
        String content = pair.key().equals("enc") ? entry.wrapped() : entry.identifier();
        lines.append(name(path, next, pair.key()));
        int behindKey = pair.keySpan().end();
        int value = pair.value().span().start();
        lines.append(text, behindKey, value);
        lines.append(
            valueText(text, pair.value().span(), content.getBytes(StandardCharsets.UTF_8)));
        lines.append(text, pair.value().span().end(), behindLine(text, pair.value().span().end()));
      }
      next++;
    }
    edits.insert(end, lines.take());
    return true;
  }

  private static List<Branch.Pair> byPosition(Branch template) {
    List<Branch.Pair> pairs = new ArrayList<>(template.pairs());
    pairs.sort((a, b) -> Integer.compare(a.keySpan().start(), b.keySpan().start()));
    return pairs;
  }

  private byte[] name(KeyListPath path, int index, String field) {
    return (prefix + path.flattened() + "__list_" + index + "__map_" + field)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static boolean isOneLine(byte[] text, Branch.Pair pair) {
    for (int i = pair.keySpan().start(); i < pair.value().span().end(); i++) {
      if (text[i] == '\n') {
        return false;
      }
    }
    return true;
  }

  private static int behindLine(byte[] text, int from) {
    int end = from;
    while (end < text.length && text[end] != '\n') {
      end++;
    }
    return Math.min(end + 1, text.length);
  }
}

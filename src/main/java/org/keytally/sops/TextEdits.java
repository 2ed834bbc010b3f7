package org.keytally.sops;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Replacements of parts of a text; what lies between them stays byte for byte. */
final class TextEdits {

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Edit(int start, int end, byte[] replacement) {}

  private final List<Edit> edits = new ArrayList<>();

  /** Puts something in the place of a part; a part can be empty. */
  void replace(int start, int end, byte[] replacement) {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("no part of a text: " + start + " to " + end);
    }
    edits.add(new Edit(start, end, replacement));
  }

  void insert(int at, byte[] text) {
    replace(at, at, text);
  }

  void delete(int start, int end) {
    replace(start, end, new byte[0]);
  }

  /**
   * The text after all edits. Of two edits of one part, as of a value behind an alias, the first
   * holds.
   *
   * @throws IllegalStateException if two edits overlap otherwise
   */
  byte[] applyTo(byte[] text) {
    List<Edit> inOrder = new ArrayList<>(edits);
    inOrder.sort(Comparator.comparingInt(Edit::start).thenComparingInt(Edit::end));
    SecretBuffer out = new SecretBuffer(text.length + 256);
    int copied = 0;
    int lastStart = -1;
    for (Edit edit : inOrder) {
      boolean isRepeated = edit.start == lastStart && edit.end == copied && edit.end > edit.start;
      if (isRepeated) {
        continue;
      }
      if (edit.start < copied) {
        throw new IllegalStateException("edits overlap");
      }
      out.append(text, copied, edit.start).append(edit.replacement);
      copied = edit.end;
      lastStart = edit.start;
    }
    return out.append(text, copied, text.length).take();
  }
}

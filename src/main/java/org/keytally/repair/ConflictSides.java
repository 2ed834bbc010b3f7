package org.keytally.repair;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The two texts that git could not merge and left in one, between lines of markers (git-merge(1)).
 *
 * @param ours as on the branch that was merged into
 * @param theirs as on the branch that was merged
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ConflictSides(byte[] ours, byte[] theirs) {

  private static final String OURS = "<<<<<<< ";
  private static final String ANCESTOR = "||||||| ";
  private static final String SEPARATOR = "=======";
  private static final String THEIRS = ">>>>>>> ";

  private enum Part {
    BOTH,
    OURS,
    ANCESTOR,
    THEIRS
  }

  /** Takes a text apart; absent where it has no markers, or not in their order. */
  static Optional<ConflictSides> of(byte[] content) {
    ByteArrayOutputStream ours = new ByteArrayOutputStream(content.length);
    ByteArrayOutputStream theirs = new ByteArrayOutputStream(content.length);
    Part part = Part.BOTH;
    boolean any = false;
    int start = 0;
    while (start < content.length) {
      int end = start;
      while (end < content.length && content[end] != '\n') {
        end++;
      }
      end = Math.min(end + 1, content.length);
      Optional<Part> next = after(part, line(content, start, end));
      if (next.isPresent()) {
        part = next.get();
        any = true;
      } else {
        if (part == Part.BOTH || part == Part.OURS) {
          ours.write(content, start, end - start);
        }
        if (part == Part.BOTH || part == Part.THEIRS) {
          theirs.write(content, start, end - start);
        }
      }
      start = end;
    }
    return any && part == Part.BOTH
        ? Optional.of(new ConflictSides(ours.toByteArray(), theirs.toByteArray()))
        : Optional.empty();
  }

  /** As much of a line as a marker needs. */
  private static String line(byte[] content, int start, int end) {
    int length = Math.min(end - start, OURS.length());
    return new String(content, start, length, StandardCharsets.ISO_8859_1);
  }

  /** What follows if the line is the marker that may come now. */
  private static Optional<Part> after(Part part, String line) {
    return switch (part) {
      case BOTH -> line.equals(OURS) ? Optional.of(Part.OURS) : Optional.empty();
      case OURS ->
          line.equals(ANCESTOR)
              ? Optional.of(Part.ANCESTOR)
              : line.strip().equals(SEPARATOR) ? Optional.of(Part.THEIRS) : Optional.empty();
      case ANCESTOR -> line.strip().equals(SEPARATOR) ? Optional.of(Part.THEIRS) : Optional.empty();
      case THEIRS -> line.equals(THEIRS) ? Optional.of(Part.BOTH) : Optional.empty();
    };
  }
}

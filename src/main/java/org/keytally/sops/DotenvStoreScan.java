package org.keytally.sops;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Scans the dotenv store (sops-file-format 8.5). */
final class DotenvStoreScan {

  private static final String PREFIX = "sops_";

  private final byte[] content;
  private final LeafAudit audit;
  private final Flattened flattened;
  private int metadataLine;

  DotenvStoreScan(byte[] content, LeafAudit audit, ProblemList problems) {
    this.content = content;
    this.audit = audit;
    this.flattened = new Flattened(problems);
  }

  /**
   * Scans all lines.
   *
   * @throws MalformedStoreException if a line is neither empty, a comment nor an assignment
   */
  void scan() throws MalformedStoreException {
    int line = 0;
    int start = 0;
    while (start < content.length) {
      line++;
      int end = start;
      int equals = -1;
      while (end < content.length && content[end] != '\n') {
        if (equals < 0 && content[end] == '=') {
          equals = end;
        }
        end++;
      }
      if (end > start && content[start] != '#') {
        if (equals < 0) {
          throw new MalformedStoreException(
              SopsProblem.Kind.UNPARSABLE, line, "the line has no '='");
        }
        entry(text(start, equals), text(equals + 1, end), line);
      }
      start = end + 1;
    }
  }

  Optional<MetadataNode.Mapping> metadata() {
    return flattened.isEmpty() ? Optional.empty() : Optional.of(flattened.mapping(metadataLine));
  }

  private void entry(String name, String value, int line) throws MalformedStoreException {
    if (name.startsWith(PREFIX)) {
      if (flattened.isEmpty()) {
        metadataLine = line;
      }
      flattened.add(name.substring(PREFIX.length()), value.replace("\\n", "\n"), line);
    } else {
      audit.enter(name);
      audit.text(value, line);
      audit.leave();
    }
  }

  private String text(int from, int to) {
    return new String(content, from, to - from, StandardCharsets.UTF_8);
  }
}

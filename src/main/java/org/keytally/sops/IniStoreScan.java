package org.keytally.sops;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Scans the INI store as go-ini with its defaults reads it (sops-file-format 8.6). */
final class IniStoreScan {

  private static final String TRIPLE = "\"\"\"";

  private final byte[] content;
  private final LeafAudit audit;
  private final Flattened flattened;
  private boolean found;
  private int metadataLine;
  private String section = "DEFAULT";
  private int at;
  private int line;

  IniStoreScan(byte[] content, LeafAudit audit, ProblemList problems) {
    this.content = content;
    this.audit = audit;
    this.flattened = new Flattened(problems);
  }

  /**
   * Scans all sections.
   *
   * @throws MalformedStoreException if a line is neither empty, a comment, a section nor a key
   */
  void scan() throws MalformedStoreException {
    while (at < content.length) {
      int start = line + 1;
      String text = nextLine().trim();
      if (text.isEmpty() || text.charAt(0) == '#' || text.charAt(0) == ';') {
        continue;
      }
      if (text.charAt(0) == '[') {
        int close = text.lastIndexOf(']');
        if (close < 0) {
          throw malformed(start, "the section has no ']'");
        }
        section = text.substring(1, close).trim();
        if (section.equals("sops") && !found) {
          found = true;
          metadataLine = start;
        }
        continue;
      }
      key(text, start);
    }
  }

  Optional<MetadataNode.Mapping> metadata() {
    return found ? Optional.of(flattened.mapping(metadataLine)) : Optional.empty();
  }

  private static MalformedStoreException malformed(int line, String message) {
    return new MalformedStoreException(SopsProblem.Kind.UNPARSABLE, line, message);
  }

  private String nextLine() {
    int start = at;
    while (at < content.length && content[at] != '\n') {
      at++;
    }
    String text = new String(content, start, at - start, StandardCharsets.UTF_8);
    at++;
    line++;
    return text;
  }

  private void key(String text, int start) throws MalformedStoreException {
    int nameEnd;
    int after;
    String name;
    String quote =
        text.startsWith(TRIPLE)
            ? TRIPLE
            : text.charAt(0) == '"' || text.charAt(0) == '`' ? text.substring(0, 1) : "";
    if (quote.isEmpty()) {
      nameEnd = delimiter(text, 0);
      if (nameEnd <= 0) {
        throw malformed(start, "the line has no name before '=' or ':'");
      }
      name = text.substring(0, nameEnd).trim();
      after = nameEnd + 1;
    } else {
      nameEnd = text.indexOf(quote, quote.length());
      int delimiter = nameEnd < 0 ? -1 : delimiter(text, nameEnd + quote.length());
      if (delimiter < 0) {
        throw malformed(start, "the line has no '=' or ':' after its quoted name");
      }
      name = text.substring(quote.length(), nameEnd);
      after = delimiter + 1;
    }
    String value = value(text.substring(after).trim(), start);
    if (section.equals("sops")) {
      flattened.add(name, value.replace("\\n", "\n"), start);
    } else {
      audit.enter(section);
      audit.enter(name);
      audit.text(value, start);
      audit.leave();
      audit.leave();
    }
  }

  private static int delimiter(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      if (text.charAt(i) == '=' || text.charAt(i) == ':') {
        return i;
      }
    }
    return -1;
  }

  private String value(String first, int start) throws MalformedStoreException {
    if (first.isEmpty()) {
      return first;
    }
    String quote = first.startsWith(TRIPLE) ? TRIPLE : first.charAt(0) == '`' ? "`" : "";
    if (!quote.isEmpty()) {
      return quoted(first.substring(quote.length()), quote, start);
    }
    if (first.endsWith("\\")) {
      StringBuilder joined = new StringBuilder();
      String part = first;
      while (part.endsWith("\\") && at < content.length) {
        joined.append(part, 0, part.length() - 1);
        part = nextLine().trim();
      }
      return joined.append(part).toString();
    }
    String text = first;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '#' || text.charAt(i) == ';') {
        text = text.substring(0, i).trim();
        break;
      }
    }
    int last = text.length() - 1;
    if (last > 0
        && (text.charAt(0) == '\'' || text.charAt(0) == '"')
        && text.charAt(last) == text.charAt(0)) {
      return text.substring(1, last);
    }
    return text;
  }

  private String quoted(String first, String quote, int start) throws MalformedStoreException {
    int end = first.indexOf(quote);
    if (end >= 0) {
      return first.substring(0, end);
    }
    StringBuilder text = new StringBuilder(first);
    while (at < content.length) {
      String next = nextLine();
      end = next.indexOf(quote);
      text.append('\n');
      if (end >= 0) {
        return text.append(next, 0, end).toString();
      }
      text.append(next);
    }
    throw malformed(start, "the quoted value does not end");
  }
}

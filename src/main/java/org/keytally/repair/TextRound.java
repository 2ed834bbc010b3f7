package org.keytally.repair;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.keytally.check.Finding;
import org.keytally.git.RepositoryException;
import org.keytally.sops.SopsFile;
import org.keytally.sops.SopsFileReader;

/** Plans what is wrong with a text as such: unfinished merges, what clan has removed. */
final class TextRound {

  private final Draft draft;
  private final SortedMap<String, String> rules = new TreeMap<>();

  TextRound(Draft draft) {
    this.draft = draft;
  }

  /** Notes that a finding wants one of its paths looked at. */
  void note(Finding finding, String path) {
    boolean isText =
        finding.rule().equals("secret-malformed") || finding.rule().equals("inventory-invalid");
    if (isText && PathText.isSafe(path)) {
      rules.put(path, finding.rule());
    }
  }

  /** Makes steps of what was noted. */
  void plan() throws RepositoryException {
    for (Map.Entry<String, byte[]> file : draft.contents(rules.keySet()).entrySet()) {
      String path = file.getKey();
      String rule = rules.getOrDefault(path, "");
      Optional<byte[]> text =
          rule.equals("secret-malformed")
              ? merged(path, file.getValue())
              : withoutEmptyServices(file.getValue());
      if (text.isPresent()) {
        draft.rewrite(path, text.get(), List.of(rule), Need.NOTHING, Optional.empty());
      }
    }
  }

  /**
   * One side of an unfinished merge of an encrypted file, where both hold the same values (SEC-03):
   * they differ in their readers only, and those follow from links and rules.
   */
  private static Optional<byte[]> merged(String path, byte[] content) {
    Optional<ConflictSides> sides = ConflictSides.of(content);
    if (sides.isEmpty()) {
      return Optional.empty();
    }
    Optional<SopsFile> ours = SopsFileReader.read(path, sides.get().ours());
    Optional<SopsFile> theirs = SopsFileReader.read(path, sides.get().theirs());
    boolean same =
        ours.isPresent()
            && theirs.isPresent()
            && ours.get().ciphertext().isPresent()
            && ours.get().ciphertext().equals(theirs.get().ciphertext())
            && ours.get().lastModified().equals(theirs.get().lastModified())
            && ours.get().problems().isEmpty()
            && theirs.get().problems().isEmpty();
    return same ? Optional.of(sides.get().ours()) : Optional.empty();
  }

  /** An inventory without the empty {@code services} that old releases wrote (MAC-10). */
  private static Optional<byte[]> withoutEmptyServices(byte[] content) {
    int previousEnd = -1;
    try (JsonParser parser = new JsonFactory().createParser(content)) {
      parser.nextToken();
      previousEnd = end(parser);
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        boolean services = parser.currentName().equals("services");
        JsonToken value = parser.nextToken();
        boolean empty = value == JsonToken.VALUE_NULL;
        if (value.isStructStart()) {
          empty = services && parser.nextToken().isStructEnd();
          if (services && !empty) {
            return Optional.empty();
          }
          if (!services) {
            parser.skipChildren();
          }
        }
        if (services) {
          return empty
              ? Optional.of(cut(content, previousEnd, start, end(parser)))
              : Optional.empty();
        }
        previousEnd = end(parser);
      }
    } catch (IOException e) {
      // What is no JSON is left to a person.
      return Optional.empty();
    }
    return Optional.empty();
  }

  private static int end(JsonParser parser) {
    return (int) parser.currentLocation().getByteOffset();
  }

  /** Cuts a field out, with the comma after it, or else the one before it. */
  private static byte[] cut(byte[] content, int previousEnd, int start, int end) {
    int after = end;
    while (after < content.length && isBlank(content[after])) {
      after++;
    }
    int from = start;
    int to = end;
    if (after < content.length && content[after] == ',') {
      to = after + 1;
      while (to < content.length && isBlank(content[to])) {
        to++;
      }
    } else {
      from = previousEnd;
    }
    byte[] kept = Arrays.copyOf(content, content.length - (to - from));
    System.arraycopy(content, to, kept, from, content.length - to);
    return kept;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t' || b == '\n' || b == '\r';
  }
}

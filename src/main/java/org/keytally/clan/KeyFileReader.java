package org.keytally.clan;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.keytally.clan.Problem.Kind;

/** Reads {@code key.json} as clan does, and says what clan would refuse (clan-repository 1.5). */
public final class KeyFileReader {

  /** More than any list of keys needs: a post-quantum key has 2,000 characters. */
  private static final int MOST_BYTES = 1 << 20;

  private static final int MOST_KEYS = 1000;

  private final String path;
  private final List<PublishedKey> keys = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();

  private KeyFileReader(String path) {
    this.path = path;
  }

  /**
   * Reads one file.
   *
   * @param path for problems
   */
  public static KeyFile read(String path, byte[] content) {
    KeyFileReader reader = new KeyFileReader(path);
    return reader.readSound(content) ? reader.file() : examine(path, content);
  }

  /** As {@link #read}, with an eye on whatever may be wrong. */
  static KeyFile examine(String path, byte[] content) {
    KeyFileReader reader = new KeyFileReader(path);
    reader.read(content);
    return reader.file();
  }

  private KeyFile file() {
    return new KeyFile(List.copyOf(keys), List.copyOf(problems));
  }

  /**
   * Reads a file of age keys as clan writes it. The parser of JSON, for which a hook would have to
   * wait, is for others.
   *
   * @return false if it is another one, of which nothing is kept
   */
  private boolean readSound(byte[] content) {
    SoundKeyFileScan scan = new SoundKeyFileScan(content);
    if (!scan.scan()) {
      return false;
    }
    for (int i = 0; i < scan.texts().size(); i++) {
      keep(scan.texts().get(i), Optional.of("age"), scan.lines().get(i));
    }
    return true;
  }

  private void read(byte[] content) {
    if (content.length > MOST_BYTES) {
      add(Kind.UNREADABLE, 0, "the key file is larger than 1 MiB and was not read");
      return;
    }
    for (PrivateKeyScan.Hit hit : PrivateKeyScan.scan(content)) {
      problems.add(
          new Problem(
              Kind.PRIVATE_KEY,
              path,
              hit.line(),
              hit.what() + " stands where public keys belong",
              hit.key()));
    }
    int conflict = ConflictMarkers.line(content);
    if (conflict > 0) {
      add(Kind.KEY_FILE_UNPARSABLE, conflict, "git conflict markers stand in the key file");
      return;
    }
    if (content.length >= 3 && (content[0] & 0xff) == 0xef && (content[1] & 0xff) == 0xbb) {
      add(Kind.KEY_FILE_UNPARSABLE, 1, "a byte order mark stands before the JSON");
      return;
    }
    try (JsonParser parser = Contents.json().createParser(content)) {
      try {
        readDocument(parser);
      } catch (IOException e) {
        // The parser's own message may quote the content, so only its position is used.
        add(
            Kind.KEY_FILE_UNPARSABLE,
            parser.currentLocation().getLineNr(),
            content.length == 0 ? "the key file is empty" : "the key file is not valid JSON");
      }
    } catch (IOException e) {
      add(Kind.KEY_FILE_UNPARSABLE, 0, "the key file is not valid JSON");
    }
  }

  private void readDocument(JsonParser parser) throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null) {
      add(Kind.KEY_FILE_UNPARSABLE, 0, "the key file is empty");
      return;
    }
    if (first == JsonToken.START_OBJECT) {
      int line = line(parser);
      readKey(parser);
      add(
          Kind.KEY_FILE_OBJECT_FORM,
          line,
          "the key file has the old form with one object instead of a list");
    } else if (first == JsonToken.START_ARRAY) {
      readList(parser);
    } else {
      add(
          Kind.KEY_FILE_SHAPE,
          line(parser),
          "the key file holds neither a list of keys nor a key, but " + shape(first));
    }
    if (parser.nextToken() != null) {
      add(Kind.KEY_FILE_UNPARSABLE, line(parser), "something follows after the end of the JSON");
    }
  }

  private void readList(JsonParser parser) throws IOException {
    int elements = 0;
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      elements++;
      if (elements > MOST_KEYS) {
        add(Kind.UNREADABLE, line(parser), "keys after the first " + MOST_KEYS + " were not read");
        parser.skipChildren();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          parser.skipChildren();
        }
        return;
      }
      if (token == JsonToken.START_OBJECT) {
        readKey(parser);
      } else {
        add(
            Kind.KEY_FILE_SHAPE,
            line(parser),
            "an element of the list is not a key object, but " + shape(token));
        parser.skipChildren();
      }
    }
    if (elements == 0) {
      add(Kind.KEY_LIST_EMPTY, 1, "the list of keys is empty");
    }
  }

  /** Reads one object; the parser stands on its opening brace and is left on its closing one. */
  private void readKey(JsonParser parser) throws IOException {
    int line = line(parser);
    Optional<String> text = Optional.empty();
    Optional<String> type = Optional.empty();
    boolean privateKey = false;
    boolean textSeen = false;
    boolean typeSeen = false;
    boolean unusable = false;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      if (name.equals("publickey")) {
        if (textSeen) {
          add(Kind.KEY_FILE_SHAPE, line(parser), "publickey stands twice in one key");
        }
        textSeen = true;
        line = line(parser);
        if (token != JsonToken.VALUE_STRING) {
          add(Kind.KEY_FILE_SHAPE, line, "publickey is not a text, but " + shape(token));
          unusable = true;
          parser.skipChildren();
        } else if (isPrivate(parser)) {
          privateKey = true;
        } else {
          text = Optional.of(parser.getText());
        }
      } else if (name.equals("type")) {
        if (typeSeen) {
          add(Kind.KEY_FILE_SHAPE, line(parser), "type stands twice in one key");
        }
        typeSeen = true;
        if (token == JsonToken.VALUE_STRING && parser.getTextLength() <= 100) {
          type = Optional.of(parser.getText());
        } else {
          parser.skipChildren();
          type = Optional.of("");
        }
      } else {
        // What "clan secrets users get" prints has these two more, and people paste it.
        if (!name.equals("username") && !name.equals("source")) {
          add(
              Kind.KEY_FILE_MEMBER,
              line(parser),
              "the member " + quoted(name) + " of a key means nothing to clan");
        }
        parser.skipChildren();
      }
    }
    if (privateKey) {
      addPrivateKey(line);
      return;
    }
    if (!textSeen) {
      add(Kind.KEY_FILE_SHAPE, line, "a key has no publickey");
      return;
    }
    if (unusable) {
      return;
    }
    String key = text.orElse("");
    if (key.isEmpty()) {
      add(Kind.KEY_FILE_SHAPE, line, "a key has an empty publickey");
      return;
    }
    keep(key, type, line);
  }

  private void keep(String text, Optional<String> writtenType, int line) {
    String type = writtenType.orElse("").toLowerCase(Locale.ROOT);
    if (!type.equals("age") && !type.equals("pgp")) {
      String likely = KeySyntax.likelyType(text);
      add(
          Kind.KEY_TYPE,
          line,
          (writtenType.isEmpty()
                  ? "a key has no type"
                  : type.isEmpty()
                      ? "the type of a key is not a text"
                      : "the type " + quoted(type) + " of a key is neither age nor pgp")
              + (likely.isEmpty() ? "" : "; by its form it is " + likely));
    }
    KeySyntax.Verdict verdict = KeySyntax.judge(text, type);
    if (verdict.problem().isPresent()) {
      add(verdict.problem().get(), line, verdict.reason());
    }
    if (!seen.add(type + ' ' + text)) {
      add(Kind.KEY_TWICE, line, "the same key stands twice in the key file");
    }
    keys.add(new PublishedKey(text, type, verdict.recipient(), line));
  }

  /** Private key text is recognised before it becomes a string, which could not be wiped. */
  private static boolean isPrivate(JsonParser parser) throws IOException {
    char[] text = parser.getTextCharacters();
    int start = parser.getTextOffset();
    int end = start + parser.getTextLength();
    boolean isPrivate =
        contains(text, start, end, "AGE-SECRET-KEY-", true)
            || contains(text, start, end, "AGE-PLUGIN-", true)
            || contains(text, start, end, "PRIVATE KEY", false);
    if (isPrivate) {
      Arrays.fill(text, start, end, ' ');
    }
    return isPrivate;
  }

  private static boolean contains(char[] text, int start, int end, String wanted, boolean anyCase) {
    for (int i = start; i + wanted.length() <= end; i++) {
      int j = 0;
      while (j < wanted.length()
          && (text[i + j] == wanted.charAt(j)
              || (anyCase && Character.toUpperCase(text[i + j]) == wanted.charAt(j)))) {
        j++;
      }
      if (j == wanted.length()) {
        return true;
      }
    }
    return false;
  }

  private void addPrivateKey(int line) {
    for (Problem problem : problems) {
      if (problem.kind() == Kind.PRIVATE_KEY && problem.line() == line) {
        return;
      }
    }
    add(Kind.PRIVATE_KEY, line, "a private key stands where a public key belongs");
  }

  private void add(Kind kind, int line, String message) {
    problems.add(new Problem(kind, path, Math.max(line, 0), message));
  }

  private static int line(JsonParser parser) {
    return parser.currentTokenLocation().getLineNr();
  }

  private static String quoted(String text) {
    return '"' + (text.length() > 40 ? text.substring(0, 40) + "…" : text) + '"';
  }

  private static String shape(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "a list";
      case VALUE_STRING -> "a text";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE, VALUE_FALSE -> "a truth value";
      default -> "null";
    };
  }
}

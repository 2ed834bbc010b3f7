package org.keytally.source;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.keytally.age.IdentityFile;
import org.keytally.age.MalformedKeyException;
import org.keytally.source.KeyFile.Entry;
import org.keytally.source.KeyFile.Problem;
import org.keytally.source.KeyFile.RecipientComment;

/**
 * Reads the text of a key file as sops and clan do (sops-file-format 3.3, clan-repository 2.3).
 * Works on bytes, so that private keys never become text of their own; what it keeps is public.
 */
final class IdentityText {

  /** What an identity is read by. */
  interface Parser {

    /**
     * The public key of an identity; absent for a kind whose public key cannot be derived.
     *
     * @param identity {@code AGE-SECRET-KEY-…} or {@code AGE-PLUGIN-…}; wiped after the call
     * @throws MalformedKeyException if it is none; the message does not hold it
     */
    Optional<String> recipientOf(byte[] identity) throws MalformedKeyException;
  }

  private static final byte[] PEM = ascii("-----BEGIN ");
  private static final byte[] PLUGIN = ascii("AGE-PLUGIN-");
  private static final byte[] SECRET_KEY = ascii("AGE-SECRET-KEY-");
  private static final List<byte[]> PUBLIC_KEYS =
      List.of(ascii("age1"), ascii("ssh-ed25519 "), ascii("ssh-rsa "));

  /** Shorter ones are words of a sentence, as in "page1", not keys. */
  private static final int SHORTEST_PUBLIC_KEY = 30;

  private final byte[] content;
  private final boolean severalPerLine;
  private final Parser parser;
  private final List<Entry> entries = new ArrayList<>();
  private final List<RecipientComment> comments = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();

  /** Those of {@link #comments} from here on have no identity yet that they could belong to. */
  private int waiting;

  /**
   * A text to be read.
   *
   * @param severalPerLine whether blanks part identities, as in {@code SOPS_AGE_KEY}
   */
  IdentityText(byte[] content, boolean severalPerLine, Parser parser) {
    this.content = content;
    this.severalPerLine = severalPerLine;
    this.parser = parser;
  }

  /** Whether the text is an OpenSSH or PEM private key instead. */
  static boolean isSshKey(byte[] content) {
    return startsWith(content, 0, content.length, PEM) && !IdentityFile.isEncrypted(content);
  }

  List<Entry> entries() {
    return entries;
  }

  List<RecipientComment> comments() {
    return comments;
  }

  List<Problem> problems() {
    return problems;
  }

  /** Reads all of it; to be called once. */
  IdentityText read() {
    if (IdentityFile.isEncrypted(content)) {
      problems.add(new Problem(Problem.Kind.ENCRYPTED, 0, "is protected by a passphrase"));
      return this;
    }
    boolean windowsLines = false;
    int line = 1;
    int start = 0;
    for (int i = 0; i <= content.length; i++) {
      if (i == content.length || content[i] == '\n') {
        boolean windows = i > start && content[i - 1] == '\r';
        windowsLines |= windows;
        line(start, windows ? i - 1 : i, line++);
        start = i + 1;
      }
    }
    if (windowsLines) {
      problems.add(
          new Problem(
              Problem.Kind.WINDOWS_LINES,
              0,
              "has Windows line ends; sops and clan accept them, other programs may not"));
    }
    return this;
  }

  private void line(int start, int end, int line) {
    if (start == end) {
      return;
    }
    collectPublicKeys(start, end, line);
    if (content[start] == '#') {
      if (indexOf(start, end, SECRET_KEY) >= 0 || indexOf(start, end, PLUGIN) >= 0) {
        waiting = comments.size();
      }
      return;
    }
    if (severalPerLine) {
      int word = start;
      for (int i = start; i <= end; i++) {
        if (i == end || isBlank(content[i])) {
          if (i > word) {
            identity(word, i, line);
          }
          word = i + 1;
        }
      }
      return;
    }
    int first = start;
    int last = end;
    while (first < last && isBlank(content[first])) {
      first++;
    }
    while (last > first && isBlank(content[last - 1])) {
      last--;
    }
    if (first == last) {
      bad(line, "holds nothing but blanks");
    } else if (first > start) {
      bad(line, "begins with a blank");
    } else if (last < end) {
      bad(line, "ends with a blank");
    }
    if (first < last && content[first] != '#') {
      identity(first, last, line);
    }
  }

  private void identity(int start, int end, int line) {
    boolean plugin = startsWith(content, start, end, PLUGIN);
    if (!plugin && !startsWith(content, start, end, SECRET_KEY)) {
      bad(line, describe(start, end));
      return;
    }
    byte[] identity = Arrays.copyOfRange(content, start, end);
    try {
      Optional<String> recipient = parser.recipientOf(identity);
      if (plugin && comments.size() > waiting) {
        recipient = Optional.of(comments.get(comments.size() - 1).recipient());
      } else if (plugin) {
        problems.add(
            new Problem(
                Problem.Kind.PLUGIN_WITHOUT_RECIPIENT,
                line,
                "is a plugin identity without its public key in a line before it"));
      }
      for (int i = waiting; i < comments.size(); i++) {
        RecipientComment comment = comments.get(i);
        comments.set(i, new RecipientComment(comment.recipient(), comment.line(), line));
      }
      waiting = comments.size();
      entries.add(new Entry(recipient, plugin, line));
    } catch (MalformedKeyException e) {
      bad(line, "is a damaged identity");
    } finally {
      Arrays.fill(identity, (byte) 0);
    }
  }

  /** What a line that is no identity looks like, without its text: it may be a private key. */
  private String describe(int start, int end) {
    for (byte[] prefix : PUBLIC_KEYS) {
      if (startsWith(content, start, end, prefix)) {
        return "is a public key, which belongs into a comment";
      }
    }
    if (startsWith(content, start, end, ascii("age-secret-key-"))
        || startsWith(content, start, end, ascii("age-plugin-"))) {
      return "is an identity in lower case";
    }
    if (startsWith(content, start, end, PEM)) {
      return "begins a key of another kind, which does not belong into this file";
    }
    return (content[start] & 0xFF) == 0xEF
        ? "begins with a byte order mark"
        : "is neither an identity nor a comment";
  }

  private void bad(int line, String message) {
    problems.add(new Problem(Problem.Kind.BAD_LINE, line, message));
  }

  private void collectPublicKeys(int start, int end, int line) {
    int at = start;
    while (at < end) {
      int keyEnd = at;
      for (byte[] prefix : PUBLIC_KEYS) {
        if (startsWith(content, at, end, prefix)
            && (at == start || !isWordCharacter(content[at - 1]))) {
          keyEnd = at + prefix.length;
          while (keyEnd < end && isKeyCharacter(content[keyEnd])) {
            keyEnd++;
          }
          break;
        }
      }
      if (keyEnd - at >= SHORTEST_PUBLIC_KEY) {
        String key = new String(content, at, keyEnd - at, StandardCharsets.US_ASCII);
        comments.add(new RecipientComment(key, line, 0));
      }
      at = Math.max(keyEnd, at + 1);
    }
  }

  private int indexOf(int start, int end, byte[] wanted) {
    for (int i = start; i <= end - wanted.length; i++) {
      if (startsWith(content, i, end, wanted)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean startsWith(byte[] content, int start, int end, byte[] prefix) {
    return end - start >= prefix.length
        && Arrays.equals(content, start, start + prefix.length, prefix, 0, prefix.length);
  }

  private static boolean isBlank(byte character) {
    return character == ' ' || (character >= '\t' && character <= '\r');
  }

  private static boolean isWordCharacter(byte character) {
    return (character >= '0' && character <= '9')
        || (character >= 'a' && character <= 'z')
        || (character >= 'A' && character <= 'Z');
  }

  /** Of bech32 with a plugin's name, and of base64. */
  private static boolean isKeyCharacter(byte character) {
    return isWordCharacter(character)
        || character == '-'
        || character == '+'
        || character == '/'
        || character == '=';
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}

package org.keytally.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.keytally.age.Identity;
import org.keytally.age.MalformedKeyException;
import org.keytally.age.Prompt;
import org.keytally.age.Recipient;
import org.keytally.age.SshEd25519Recipient;
import org.keytally.age.SshPrivateKey;

/**
 * Reads the public keys of ssh files of any kind: {@code .pub} files and {@code authorized_keys}
 * (sshd(8)), what {@code ssh-keyscan} prints and {@code known_hosts} holds, and private keys in
 * OpenSSH's format or PKCS #8, whose public half needs no passphrase. Age keys come of Ed25519 keys
 * only; keys of other types are refused by name.
 */
public final class SshKeyReader {

  private static final byte[] PEM = "-----BEGIN ".getBytes(StandardCharsets.US_ASCII);
  private static final String ED25519 = "ssh-ed25519";
  private static final String ONLY_ED25519 =
      "; age keys are derived from ssh-ed25519 keys only, as made by: ssh-keygen -t ed25519";

  /** Options of {@code authorized_keys} that have no value; all others hold a {@code =}. */
  private static final Set<String> OPTIONS =
      Set.of(
          "agent-forwarding",
          "cert-authority",
          "no-agent-forwarding",
          "no-port-forwarding",
          "no-pty",
          "no-touch-required",
          "no-user-rc",
          "no-x11-forwarding",
          "port-forwarding",
          "pty",
          "restrict",
          "user-rc",
          "verify-required",
          "x11-forwarding");

  private final String location;
  private final String unnamed;
  private final List<SourceKey> keys = new ArrayList<>();
  private final List<SourceProblem> problems = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private final Set<String> named = new HashSet<>();

  private SshKeyReader(String location, String unnamed) {
    this.location = location;
    this.unnamed = unnamed;
  }

  /**
   * Reads a file.
   *
   * @param shown how messages name it
   * @throws IOException if it cannot be read; the message says which file and why
   */
  public static SourceKeys read(Path file, String shown) throws IOException {
    KeyFileBytes bytes = KeyFileBytes.read(file);
    try {
      if (bytes.content().isEmpty()) {
        throw new IOException(shown + " " + bytes.reason() + ".");
      }
      return read(bytes.content().get(), shown);
    } finally {
      bytes.wipe();
    }
  }

  /**
   * Reads the content of a file.
   *
   * @param content not changed and not kept; private keys in it do not become text
   * @param shown its name: how messages name it, and what keys without a comment are called after
   */
  public static SourceKeys read(byte[] content, String shown) {
    String name = shown.substring(shown.lastIndexOf('/') + 1);
    SshKeyReader reader =
        new SshKeyReader(
            shown, name.endsWith(".pub") ? name.substring(0, name.length() - 4) : name);
    if (holdsPem(content)) {
      reader.privateKey(content);
    } else {
      reader.lines(content);
    }
    return reader.result();
  }

  /** Whether a private key begins at a line: no line of such a file may become text. */
  private static boolean holdsPem(byte[] content) {
    for (int i = 0; i <= content.length - PEM.length; i++) {
      if ((i == 0 || content[i - 1] == '\n')
          && Arrays.equals(content, i, i + PEM.length, PEM, 0, PEM.length)) {
        return true;
      }
    }
    return false;
  }

  /** One public key as in a {@code .pub} file, kept under a name. */
  static SourceKeys line(String text, String name, String location) {
    SshKeyReader reader = new SshKeyReader(location, name);
    reader.line(text, location, true);
    return reader.result();
  }

  private void privateKey(byte[] content) {
    try (Identity identity = SshPrivateKey.parse(content, Prompt.NOBODY)) {
      if (identity.recipient().isPresent()
          && identity.recipient().get() instanceof SshEd25519Recipient key) {
        add(unnamed, location, key);
      } else {
        refuse(unnamed, location, "is an RSA key" + ONLY_ED25519);
      }
    } catch (MalformedKeyException e) {
      refuse(unnamed, location, "holds a " + e.reason() + ONLY_ED25519);
    }
  }

  private void lines(byte[] content) {
    int start = 0;
    int number = 1;
    for (int i = 0; i <= content.length; i++) {
      if (i == content.length || content[i] == '\n') {
        line(
            new String(content, start, i - start, StandardCharsets.UTF_8),
            location + ":" + number++,
            false);
        start = i + 1;
      }
    }
    if (keys.isEmpty() && problems.isEmpty()) {
      refuse(unnamed, location, "holds no ssh key");
    }
  }

  /**
   * One line.
   *
   * @param asGiven whether the key is called as given, whatever its comment says
   */
  private void line(String text, String place, boolean asGiven) {
    String line = text.strip();
    if (line.isEmpty() || line.startsWith("#")) {
      return;
    }
    List<String> words = words(line);
    int type = 0;
    while (type < words.size() && type < 3 && !isType(words.get(type))) {
      type++;
    }
    if (type + 1 >= words.size() || type == 3) {
      refuse(unnamed, place, "is no ssh public key");
      return;
    }
    List<String> before = words.subList(0, type);
    String name = asGiven ? unnamed : name(before, words.subList(type + 2, words.size()));
    Optional<String> refusal = refusal(before, words.get(type));
    if (refusal.isPresent()) {
      refuse(name, place, refusal.get());
      return;
    }
    try {
      if (Recipient.parse(words.get(type) + " " + words.get(type + 1))
          instanceof SshEd25519Recipient key) {
        add(name, place, key);
      }
    } catch (MalformedKeyException e) {
      refuse(name, place, "is a damaged ssh public key");
    }
  }

  private static Optional<String> refusal(List<String> before, String type) {
    if (before.contains("@revoked")) {
      return Optional.of("is marked as revoked");
    }
    if (before.contains("@cert-authority")
        || (!before.isEmpty() && options(before.get(0)).contains("cert-authority"))
        || type.contains("-cert-")) {
      return Optional.of("is a certificate or its authority, not a key of its own");
    }
    if (type.equals(ED25519)) {
      return Optional.empty();
    }
    String kind =
        type.startsWith("sk-")
            ? "a key on a security token"
            : type.startsWith("ecdsa-")
                ? "an ECDSA key"
                : type.equals("ssh-rsa") ? "an RSA key" : "a key of another type";
    return Optional.of("is " + kind + ONLY_ED25519);
  }

  private static boolean isType(String word) {
    return word.startsWith("ssh-")
        || word.startsWith("ecdsa-sha2-")
        || word.startsWith("sk-ssh-")
        || word.startsWith("sk-ecdsa-");
  }

  /** The host that the line is about, else its comment, else the file. */
  private String name(List<String> before, List<String> comment) {
    if (!before.isEmpty()) {
      String hosts = before.get(before.size() - 1);
      if (!hosts.startsWith("@") && !isOptions(hosts) && !hosts.startsWith("|")) {
        return host(hosts);
      }
    }
    return comment.isEmpty() ? unnamed : String.join(" ", comment);
  }

  private static String host(String hosts) {
    int comma = hosts.indexOf(',');
    String first = comma < 0 ? hosts : hosts.substring(0, comma);
    int bracket = first.lastIndexOf("]:");
    return first.startsWith("[") && bracket > 0 ? first.substring(1, bracket) : first;
  }

  private static boolean isOptions(String word) {
    if (word.indexOf('=') >= 0 || word.indexOf('"') >= 0) {
      return true;
    }
    for (String option : options(word)) {
      if (!OPTIONS.contains(option)) {
        return false;
      }
    }
    return true;
  }

  private static List<String> options(String word) {
    List<String> options = new ArrayList<>();
    for (String option : word.split(",", -1)) {
      options.add(option.toLowerCase(Locale.ROOT));
    }
    return options;
  }

  /** Words parted by blanks; blanks between quotation marks part nothing (sshd(8)). */
  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i <= line.length(); i++) {
      boolean end = i == line.length();
      char c = end ? ' ' : line.charAt(i);
      if (!end && c == '\\' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        word.append("\\\"");
        i++;
      } else if (end || (!quoted && (c == ' ' || c == '\t' || c == '\r'))) {
        if (word.length() > 0) {
          words.add(word.toString());
          word.setLength(0);
        }
      } else {
        quoted ^= c == '"';
        word.append(c);
      }
    }
    return words;
  }

  private void add(String name, String place, SshEd25519Recipient key) {
    named.add(name);
    if (seen.add(key.canonical() + ' ' + name)) {
      keys.add(new SourceKey(name, place, key.canonical(), key.toAge().text()));
    }
  }

  private void refuse(String name, String place, String message) {
    problems.add(new SourceProblem(name, place, message));
  }

  /** A host has a key of each type: with an Ed25519 key among them the others are no problem. */
  private SourceKeys result() {
    List<SourceProblem> left = new ArrayList<>();
    for (SourceProblem problem : problems) {
      boolean otherType = problem.message().endsWith(ONLY_ED25519);
      if (!otherType || !named.contains(problem.name())) {
        left.add(problem);
      }
    }
    return new SourceKeys(keys, left);
  }
}

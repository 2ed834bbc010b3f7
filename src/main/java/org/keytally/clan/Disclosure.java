package org.keytally.clan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Recognises public values that look like secrets (VAR-23). Linear; no value becomes a string. */
public final class Disclosure {

  /**
   * What {@link PublicVar#looksPrivate} says of a hash, which some generators publish on purpose.
   */
  public static final String PASSWORD_HASH = "a password hash";

  /** The beginning of a token, and how many characters of one at least follow. */
  private record Token(String prefix, int length, String what) {}

  private static final Token[] TOKENS = {
    new Token("ghp_", 36, "a GitHub token"),
    new Token("gho_", 36, "a GitHub token"),
    new Token("ghu_", 36, "a GitHub token"),
    new Token("ghs_", 36, "a GitHub token"),
    new Token("ghr_", 36, "a GitHub token"),
    new Token("github_pat_", 40, "a GitHub token"),
    new Token("glpat-", 20, "a GitLab token"),
    new Token("xoxb-", 20, "a Slack token"),
    new Token("xoxp-", 20, "a Slack token"),
    new Token("xoxa-", 20, "a Slack token"),
    new Token("xoxr-", 20, "a Slack token"),
    new Token("xoxs-", 20, "a Slack token"),
    new Token("AKIA", 16, "an AWS access key"),
    new Token("ASIA", 16, "an AWS access key"),
    new Token("sk_live_", 20, "a Stripe key"),
    new Token("hvs.", 24, "a Vault token"),
    new Token("tskey-", 20, "a Tailscale key"),
  };

  /** The identifiers of crypt(5), and how long the shortest text after them is. */
  private static final Token[] HASHES = {
    new Token("$1$", 22, PASSWORD_HASH),
    new Token("$5$", 43, PASSWORD_HASH),
    new Token("$6$", 86, PASSWORD_HASH),
    new Token("$y$", 43, PASSWORD_HASH),
    new Token("$gy$", 43, PASSWORD_HASH),
    new Token("$7$", 43, PASSWORD_HASH),
    new Token("$2a$", 53, PASSWORD_HASH),
    new Token("$2b$", 53, PASSWORD_HASH),
    new Token("$2y$", 53, PASSWORD_HASH),
    new Token("$argon2", 43, PASSWORD_HASH),
  };

  private static final int SHORTEST_TOKEN_VARIETY = 8;

  private Disclosure() {}

  /**
   * Private keys that stand in clear in a text, in order; none in binary content.
   *
   * @param path that they are said to stand at
   */
  public static List<Fleet.PrivateKeyText> privateKeys(String path, byte[] content) {
    List<Fleet.PrivateKeyText> keys = new ArrayList<>(0);
    if (!Bytes.isBinary(content)) {
      for (PrivateKeyScan.Hit hit : PrivateKeyScan.scan(content)) {
        keys.add(new Fleet.PrivateKeyText(path, hit.line(), hit.what(), hit.key()));
      }
    }
    return keys;
  }

  /** What a value looks like, as in "a password hash"; empty for what may well be public. */
  static Optional<String> of(byte[] content) {
    if (Bytes.isBinary(content)) {
      return Optional.empty();
    }
    List<PrivateKeyScan.Hit> keys = PrivateKeyScan.scan(content);
    if (!keys.isEmpty()) {
      return Optional.of(keys.get(0).what());
    }
    for (int i = 0; i < content.length; i++) {
      if (content[i] == '$') {
        Optional<String> hash = hashAt(content, i);
        if (hash.isPresent()) {
          return hash;
        }
      } else if (i == 0 || !Bytes.isWord(content[i - 1])) {
        Optional<String> token = tokenAt(content, i);
        if (token.isPresent()) {
          return token;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> hashAt(byte[] content, int at) {
    for (Token hash : HASHES) {
      if (Bytes.startsWith(content, at, hash.prefix)) {
        int end = at + hash.prefix.length();
        while (end < content.length && end - at < 256 && isCrypt(content[end])) {
          end++;
        }
        if (end - at - hash.prefix.length() >= hash.length) {
          return Optional.of(hash.what);
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> tokenAt(byte[] content, int at) {
    for (Token token : TOKENS) {
      if (Bytes.startsWith(content, at, token.prefix)) {
        int start = at + token.prefix.length();
        int end = start;
        while (end < content.length && end - start < 256 && isToken(content[end])) {
          end++;
        }
        if (end - start >= token.length
            && Bytes.variety(content, start, end) >= SHORTEST_TOKEN_VARIETY) {
          return Optional.of(token.what);
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isCrypt(byte b) {
    return Bytes.isWord(b)
        || b == '.'
        || b == '/'
        || b == '$'
        || b == '='
        || b == ','
        || b == '+'
        || b == '-';
  }

  private static boolean isToken(byte b) {
    return Bytes.isWord(b) || b == '_' || b == '-';
  }
}

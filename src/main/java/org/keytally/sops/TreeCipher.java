package org.keytally.sops;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Encrypts and decrypts whole trees, and computes their MAC (sops-file-format 5 to 7). */
final class TreeCipher {

  /** What the MAC absorbs first where only encrypted leaves count: SHA-256 of {@code sops}. */
  private static final byte[] MAC_ONLY_ENCRYPTED_START =
      digest("SHA-256").digest("sops".getBytes(StandardCharsets.US_ASCII));

  private static final String COMMENT = "comment";

  private final ValueCipher cipher;
  private final SelectionRule rule;
  private final boolean macOnlyEncrypted;

  TreeCipher(ValueCipher cipher, SelectionRule rule, boolean macOnlyEncrypted) {
    this.cipher = cipher;
    this.rule = rule;
    this.macOnlyEncrypted = macOnlyEncrypted;
  }

  /**
   * A tree with its values encrypted.
   *
   * @param mac of the plaintext, as hexadecimal digits
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Encrypted(List<Branch> documents, byte[] mac) {}

  /**
   * A tree with its values decrypted, as far as they could be.
   *
   * @param hashed what the MAC covers, in order
   * @param problems one for each leaf that could not be decrypted, which stays as it was
   */
  record Decrypted(List<Branch> documents, List<Hashed> hashed, List<SopsException> problems) {

    void wipe() {
      for (Branch document : documents) {
        document.wipe();
      }
      for (Hashed leaf : hashed) {
        leaf.wipe();
      }
    }
  }

  /**
   * A leaf that the MAC covers.
   *
   * @param asDecrypted the bytes as their writer encrypted them, where they were encrypted
   */
  record Hashed(Scalar scalar, Optional<byte[]> asDecrypted) {

    void wipe() {
      scalar.wipe();
      if (asDecrypted.isPresent()) {
        Arrays.fill(asDecrypted.get(), (byte) 0);
      }
    }
  }

  /** The spellings of values under which MACs of older writers are right (sops-file-format 12). */
  enum MacVariant {
    CANONICAL,
    /** Up to 3.13.1 every plain JSON number was read as a float. */
    JSON_NUMBERS_AS_FLOATS,
    /** Writers in Python hashed numbers as they spelled them. */
    AS_DECRYPTED
  }

  /** Encrypts the selected leaves; every one gets a fresh initialisation vector. */
  Encrypted encrypt(List<Branch> plain) throws SopsException {
    MessageDigest mac = newMac();
    SelectionRule.Selection selection = rule.selection();
    TreeWalk walk =
        new TreeWalk(
            rule,
            false,
            (leaf, place, selected) -> {
              if (leaf instanceof Scalar scalar) {
                if (selected || !macOnlyEncrypted) {
                  mac.update(scalar.bytes());
                }
                return selected ? encrypted(scalar, place) : scalar;
              }
              if (leaf instanceof Comment comment && selected && comment.bytes().length > 0) {
                byte[] text = cipher.encrypt(comment.bytes(), COMMENT, place.additionalData());
                if (selection.mistakesForMarker(new String(text, StandardCharsets.US_ASCII))) {
                  throw new SopsException(
                      SopsException.Kind.UNSUPPORTED,
                      "sops.unencrypted_comment_regex",
                      "the expression matches encrypted comments too, so they could not be read"
                          + " back");
                }
                return comment.withText(text);
              }
              return leaf;
            });
    List<Branch> documents = walk.walk(plain);
    return new Encrypted(documents, hexadecimal(mac.digest()));
  }

  private Scalar encrypted(Scalar scalar, TreeWalk.Place place) {
    if (scalar.isEmpty()) {
      return scalar;
    }
    // sops has no way to write bytes: what was read as such is written as text.
    String type = scalar.type() == ValueType.BYTES ? "str" : scalar.type().label();
    byte[] text = cipher.encrypt(scalar.bytes(), type, place.additionalData());
    return new Scalar(ValueType.STR, text, scalar.span());
  }

  /** Decrypts the selected leaves and remembers what could not be. */
  Decrypted decrypt(List<Branch> encrypted) throws SopsException {
    List<Hashed> hashed = new ArrayList<>();
    List<SopsException> problems = new ArrayList<>();
    TreeWalk walk =
        new TreeWalk(
            rule,
            true,
            (leaf, place, selected) -> {
              if (leaf instanceof Comment comment) {
                return selected ? decrypted(comment, place, problems) : comment;
              }
              if (!(leaf instanceof Scalar scalar)) {
                return leaf;
              }
              if (!selected) {
                if (!macOnlyEncrypted) {
                  hashed.add(new Hashed(scalar, Optional.empty()));
                }
                return scalar;
              }
              try {
                return decrypted(scalar, place, hashed);
              } catch (SopsException e) {
                problems.add(e);
                return scalar;
              }
            });
    List<Branch> documents = walk.walk(encrypted);
    return new Decrypted(documents, hashed, problems);
  }

  private Comment decrypted(Comment comment, TreeWalk.Place place, List<SopsException> problems) {
    if (!ValueCipher.looksEncrypted(comment.bytes())) {
      // Before 3.0 comments were not encrypted at all.
      return comment.asHead();
    }
    try {
      ValueCipher.Decrypted opened =
          cipher.decrypt(comment.bytes(), place.additionalData(), commentField(place));
      if (opened.type().equals(COMMENT)) {
        return comment.withText(opened.plaintext()).asHead();
      }
      problems.add(bad(commentField(place), "is encrypted as a value but stands in a comment"));
    } catch (SopsException e) {
      problems.add(e);
    }
    return comment.asHead();
  }

  private static String commentField(TreeWalk.Place place) {
    return place.field().isEmpty() ? "a comment" : "a comment in " + place.field();
  }

  private Node decrypted(Scalar scalar, TreeWalk.Place place, List<Hashed> hashed)
      throws SopsException {
    if (scalar.type() != ValueType.STR) {
      throw bad(place.field(), "stands in clear where the selection rule wants it encrypted");
    }
    if (scalar.isEmpty()) {
      return scalar;
    }
    if (!ValueCipher.looksEncrypted(scalar.bytes())) {
      throw bad(place.field(), "stands in clear where the selection rule wants it encrypted");
    }
    ValueCipher.Decrypted opened =
        cipher.decrypt(scalar.bytes(), place.additionalData(), place.field());
    if (opened.type().equals(COMMENT)) {
      if (!ValueCipher.looksLikeEncryptedComment(scalar.bytes())) {
        throw bad(place.field(), "is encrypted as a comment but stands as a value");
      }
      return new Comment(opened.plaintext(), false, scalar.span());
    }
    ValueType type = typeOf(opened.type());
    byte[] canonical = canonical(type, opened.plaintext(), place.field());
    Scalar plain = new Scalar(type, canonical, scalar.span());
    hashed.add(new Hashed(plain, Optional.of(opened.plaintext())));
    return plain;
  }

  /** The MAC over the leaves, as sops stores it: upper-case hexadecimal digits. */
  byte[] mac(List<Hashed> hashed, MacVariant variant) {
    MessageDigest mac = newMac();
    for (Hashed leaf : hashed) {
      mac.update(spelled(leaf, variant));
    }
    return hexadecimal(mac.digest());
  }

  private static byte[] spelled(Hashed leaf, MacVariant variant) {
    Scalar scalar = leaf.scalar();
    return switch (variant) {
      case CANONICAL -> scalar.bytes();
      case JSON_NUMBERS_AS_FLOATS ->
          leaf.asDecrypted().isEmpty() && scalar.type() == ValueType.INT
              ? GoFloat.plain((double) Long.parseLong(scalar.text()))
                  .getBytes(StandardCharsets.US_ASCII)
              : scalar.bytes();
      case AS_DECRYPTED -> leaf.asDecrypted().orElse(scalar.bytes());
    };
  }

  private MessageDigest newMac() {
    MessageDigest mac = digest("SHA-512");
    if (macOnlyEncrypted) {
      mac.update(MAC_ONLY_ENCRYPTED_START);
    }
    return mac;
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has " + algorithm, e);
    }
  }

  private static byte[] hexadecimal(byte[] digest) {
    String digits = "0123456789ABCDEF";
    byte[] text = new byte[2 * digest.length];
    for (int i = 0; i < digest.length; i++) {
      text[2 * i] = (byte) digits.charAt(digest[i] >> 4 & 0xf);
      text[2 * i + 1] = (byte) digits.charAt(digest[i] & 0xf);
    }
    return text;
  }

  private static ValueType typeOf(String label) {
    for (ValueType type : ValueType.values()) {
      if (type.label().equals(label)) {
        return type;
      }
    }
    throw new IllegalArgumentException("the cipher lets no other type through");
  }

  private static byte[] canonical(ValueType type, byte[] decrypted, String field)
      throws SopsException {
    try {
      return switch (type) {
        case STR, BYTES, NULL -> decrypted.clone();
        case INT -> ascii(Long.toString(Long.parseLong(asciiText(decrypted))));
        case FLOAT -> ascii(GoFloat.plain(GoFloat.parse(asciiText(decrypted))));
        case BOOL -> ascii(bool(asciiText(decrypted)) ? "True" : "False");
        case TIME -> ascii(Rfc3339.nano(Rfc3339.parse(asciiText(decrypted))));
      };
    } catch (NumberFormatException | DateTimeException e) {
      throw bad(field, "is marked " + type.label() + " but decrypts to something else");
    }
  }

  private static boolean bool(String text) {
    return switch (text) {
      case "1", "t", "T", "true", "TRUE", "True" -> true;
      case "0", "f", "F", "false", "FALSE", "False" -> false;
      default -> throw new NumberFormatException("no boolean");
    };
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String asciiText(byte[] text) {
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  private static SopsException bad(String field, String what) {
    return new SopsException(SopsException.Kind.BAD_VALUE, field, "the value " + what);
  }
}

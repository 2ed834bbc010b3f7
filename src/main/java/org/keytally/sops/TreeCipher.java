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
   * @param problems one for each value that could not be decrypted, which stays as it was
   * @param commentProblems the same for comments, which sops tolerates
   * @param secrets everything that was decrypted
   */
  record Decrypted(
      List<Branch> documents,
      List<Hashed> hashed,
      List<SopsException> problems,
      List<SopsException> commentProblems,
      List<byte[]> secrets) {

    /** Overwrites what was decrypted; what stood in clear belongs to the encrypted tree as well. */
    void wipe() {
      for (byte[] secret : secrets) {
        Arrays.fill(secret, (byte) 0);
      }
    }
  }

  /**
   * A leaf that the MAC covers.
   *
   * @param asDecrypted the bytes as their writer encrypted them, where they were encrypted
   */
  record Hashed(Scalar scalar, Optional<byte[]> asDecrypted) {}

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
    Decryption decryption = new Decryption(new ContainerPaths(encrypted));
    List<Branch> documents = new TreeWalk(rule, true, decryption).walk(encrypted);
    return new Decrypted(
        documents,
        decryption.hashed,
        decryption.problems,
        decryption.commentProblems,
        decryption.secrets);
  }

  /** One walk over an encrypted tree. */
  private final class Decryption implements TreeWalk.Visitor {

    private final ContainerPaths paths;
    private final List<Hashed> hashed = new ArrayList<>();
    private final List<SopsException> problems = new ArrayList<>();
    private final List<SopsException> commentProblems = new ArrayList<>();
    private final List<byte[]> secrets = new ArrayList<>();

    Decryption(ContainerPaths paths) {
      this.paths = paths;
    }

    @Override
    public Node visit(Node leaf, TreeWalk.Place place, boolean selected) {
      if (leaf instanceof Comment comment) {
        return selected ? comment(comment, place) : comment.asHead();
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
        return value(scalar, place);
      } catch (SopsException e) {
        problems.add(e);
        return scalar;
      }
    }

    private Comment comment(Comment comment, TreeWalk.Place place) {
      if (!ValueCipher.looksEncrypted(comment.bytes())) {
        // Before 3.0 comments were not encrypted at all.
        return comment.asHead();
      }
      String field = place.field().isEmpty() ? "a comment" : "a comment in " + place.field();
      try {
        ValueCipher.Decrypted opened = commentText(comment, place, field);
        secrets.add(opened.plaintext());
        if (opened.type().equals(COMMENT)) {
          return comment.withText(opened.plaintext()).asHead();
        }
        commentProblems.add(bad(field, "is encrypted as a value but stands in a comment"));
      } catch (SopsException e) {
        commentProblems.add(e);
      }
      return comment.asHead();
    }

    /**
     * sops emits some comments where it reads them into another container than the one it encrypted
     * them in, and cannot decrypt them itself. They are authentic all the same.
     */
    private ValueCipher.Decrypted commentText(Comment comment, TreeWalk.Place place, String field)
        throws SopsException {
      try {
        return cipher.decrypt(comment.bytes(), place.additionalData(), field);
      } catch (SopsException elsewhere) {
        for (byte[] path : paths.candidates()) {
          Optional<ValueCipher.Decrypted> opened = openedUnder(path, comment, field);
          if (opened.isPresent()) {
            return opened.get();
          }
        }
        throw elsewhere;
      }
    }

    private Optional<ValueCipher.Decrypted> openedUnder(
        byte[] path, Comment comment, String field) {
      try {
        return Optional.of(cipher.decrypt(comment.bytes(), path, field));
      } catch (SopsException notThere) {
        return Optional.empty();
      }
    }

    private Node value(Scalar scalar, TreeWalk.Place place) throws SopsException {
      if (scalar.type() == ValueType.STR && scalar.isEmpty()) {
        return scalar;
      }
      if (scalar.type() != ValueType.STR || !ValueCipher.looksEncrypted(scalar.bytes())) {
        throw bad(place.field(), "stands in clear where the selection rule wants it encrypted");
      }
      ValueCipher.Decrypted opened =
          cipher.decrypt(scalar.bytes(), place.additionalData(), place.field());
      secrets.add(opened.plaintext());
      if (opened.type().equals(COMMENT)) {
        if (!place.mayBeComment()) {
          throw bad(place.field(), "is encrypted as a comment but stands as a value");
        }
        return new Comment(opened.plaintext(), false, scalar.span());
      }
      ValueType type = typeOf(opened.type());
      byte[] canonical = canonical(type, opened.plaintext(), place.field());
      secrets.add(canonical);
      Scalar plain = new Scalar(type, canonical, scalar.span());
      hashed.add(new Hashed(plain, Optional.of(opened.plaintext())));
      return plain;
    }
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

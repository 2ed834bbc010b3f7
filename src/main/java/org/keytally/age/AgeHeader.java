package org.keytally.age;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.keytally.age.AgeException.Kind;

/**
 * What an age file says of itself to anyone, without a key: for which kinds of recipients it is
 * (C2SP age, header). Nothing of it is authentic before the file is decrypted.
 */
public final class AgeHeader {

  private static final String VERSION = "age-encryption.org/v1";
  private static final String ANY_VERSION = "age-encryption.org/";
  private static final int COLUMNS = 64;
  private static final int MAC_LENGTH = 32;
  private static final String SCRYPT = "scrypt";

  private final List<Stanza> stanzas;
  private final byte[] mac;
  private final byte[] authenticated;
  private final int length;

  private AgeHeader(List<Stanza> stanzas, byte[] mac, byte[] authenticated, int length) {
    this.stanzas = List.copyOf(stanzas);
    this.mac = mac;
    this.authenticated = authenticated;
    this.length = length;
  }

  /**
   * One stanza, for a person or a check to look at.
   *
   * @param type such as {@code X25519}, {@code ssh-ed25519} or {@code piv-p256}
   * @param arguments what follows the type on its line
   * @param bodyLength of the wrapped file key, in bytes
   */
  public record Entry(String type, List<String> arguments, int bodyLength) {}

  /**
   * Reads the header of a whole age file, in linear time and without any key.
   *
   * @param file armored or binary
   * @throws AgeException of kind ARMOR or HEADER; the message names the line
   */
  public static AgeHeader read(byte[] file) throws AgeException {
    return parse(Armor.isArmored(file) ? Armor.decode(file) : file);
  }

  /** Same for an armored file that stands in a text. */
  public static AgeHeader read(String armored) throws AgeException {
    return read(armored.getBytes(StandardCharsets.UTF_8));
  }

  /** The stanzas in order; never empty. */
  public List<Entry> stanzas() {
    List<Entry> entries = new ArrayList<>(stanzas.size());
    for (Stanza stanza : stanzas) {
      entries.add(new Entry(stanza.type(), stanza.arguments(), stanza.body().length));
    }
    return entries;
  }

  /**
   * Whether any stanza can be for a recipient: it is of the recipient's kind, well formed, and
   * where the kind names the key by a tag (ssh, tagged and YubiKey stanzas) the tag is this key's.
   * For kinds that hide their reader, a yes is no proof (SEC-23).
   */
  public boolean matches(Recipient recipient) {
    for (Stanza stanza : stanzas) {
      if (recipient.canBe(stanza)) {
        return true;
      }
    }
    return false;
  }

  /** Reads the header of a binary file. */
  static AgeHeader parse(byte[] file) throws AgeException {
    Cursor in = new Cursor(file);
    byte[] version = in.line();
    if (!Arrays.equals(version, ascii(VERSION))) {
      throw header(
          startsWith(version, ANY_VERSION)
              ? "of a version of age that is not known here"
              : "line 1 is not " + VERSION);
    }
    List<Stanza> stanzas = new ArrayList<>();
    while (true) {
      int start = in.at;
      byte[] line = in.line();
      if (startsWith(line, "-> ")) {
        stanzas.add(stanza(line, in));
      } else if (startsWith(line, "---")) {
        if (stanzas.isEmpty()) {
          throw header("there is no recipient stanza");
        }
        return finish(file, stanzas, line, start, in);
      } else {
        throw header("line " + in.number + " begins neither a stanza nor the end");
      }
    }
  }

  private static AgeHeader finish(
      byte[] file, List<Stanza> stanzas, byte[] line, int start, Cursor in) throws AgeException {
    Optional<byte[]> mac = Optional.empty();
    if (startsWith(line, "--- ")) {
      mac = RawBase64.decode(Arrays.copyOfRange(line, 4, line.length));
    }
    if (mac.isEmpty() || mac.get().length != MAC_LENGTH) {
      throw header("line " + in.number + " holds no message authentication code");
    }
    if (stanzas.size() > 1) {
      for (Stanza stanza : stanzas) {
        if (stanza.type().equals(SCRYPT)) {
          throw header("a passphrase stanza does not stand alone");
        }
      }
    }
    return new AgeHeader(stanzas, mac.get(), Arrays.copyOf(file, start + 3), in.at);
  }

  private static Stanza stanza(byte[] line, Cursor in) throws AgeException {
    List<String> words = new ArrayList<>();
    int word = 3;
    for (int i = word; i <= line.length; i++) {
      if (i == line.length || line[i] == ' ') {
        if (i == word) {
          throw header("line " + in.number + " has an empty argument");
        }
        words.add(new String(line, word, i - word, StandardCharsets.US_ASCII));
        word = i + 1;
      } else if (line[i] < '!' || line[i] > '~') {
        throw header("line " + in.number + " has an invalid character");
      }
    }
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    byte[] part;
    do {
      part = in.line();
      if (part.length > COLUMNS) {
        throw header("line " + in.number + " is longer than " + COLUMNS + " characters");
      }
      text.writeBytes(part);
    } while (part.length == COLUMNS);
    Optional<byte[]> body = RawBase64.decode(text.toByteArray());
    if (body.isEmpty()) {
      throw header("line " + in.number + " is not canonical base64");
    }
    return new Stanza(words.get(0), words.subList(1, words.size()), body.get());
  }

  List<Stanza> stanzaList() {
    return stanzas;
  }

  byte[] mac() {
    return mac;
  }

  /** The bytes that the code in the last line speaks for. */
  byte[] authenticated() {
    return authenticated;
  }

  /** Where the payload begins in the binary file. */
  int length() {
    return length;
  }

  private static AgeException header(String reason) {
    return new AgeException(Kind.HEADER, "damaged age header: " + reason);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static boolean startsWith(byte[] line, String prefix) {
    if (line.length < prefix.length()) {
      return false;
    }
    for (int i = 0; i < prefix.length(); i++) {
      if (line[i] != prefix.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static final class Cursor {

    private final byte[] file;
    private int at;
    private int number;

    Cursor(byte[] file) {
      this.file = file;
    }

    byte[] line() throws AgeException {
      number++;
      for (int i = at; i < file.length; i++) {
        if (file[i] == '\n') {
          byte[] line = Arrays.copyOfRange(file, at, i);
          at = i + 1;
          return line;
        }
      }
      throw header("it ends in line " + number);
    }
  }
}

package org.keytally.age;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.crypto.generators.SCrypt;
import org.keytally.age.AgeException.Kind;

/** Age key files as sops reads them (sops-file-format 3.3). */
public final class IdentityFile {

  /** Of a key file that a passphrase protects. */
  private static final int MOST_BYTES = 16 * 1024 * 1024;

  private static final byte[] AGE_FILE = Identity.ascii("age-encryption");
  private static final byte[] ARMORED_AGE_FILE = Identity.ascii("-----BEGIN AGE");
  private static final byte[] SCRYPT_LABEL = Identity.ascii("age-encryption.org/v1/scrypt");
  private static final String SCRYPT = "scrypt";
  private static final int SALT_LENGTH = 16;

  /** Two to this power times 1 KiB of memory: 1 GiB; age itself writes 18. */
  private static final int MOST_WORK = 20;

  private static final int BLOCK_SIZE = 8;

  private IdentityFile() {}

  /** Whether a passphrase protects the content. */
  public static boolean isEncrypted(byte[] content) {
    return Identity.startsWith(content, AGE_FILE) || Identity.startsWith(content, ARMORED_AGE_FILE);
  }

  /**
   * Reads a key file. One that a passphrase protects gives one identity, which asks for the
   * passphrase when it is needed.
   *
   * @param content not changed, and not kept unless it is encrypted
   * @param prompt asked for the passphrase, and by plugins
   * @throws MalformedKeyException for the first bad line, with its number; as in sops, one bad line
   *     makes the whole file useless
   */
  public static List<Identity> parse(byte[] content, Prompt prompt) throws MalformedKeyException {
    if (isEncrypted(content)) {
      if (content.length > MOST_BYTES) {
        throw new MalformedKeyException("a protected key file of more than 16 MiB");
      }
      return List.of(new LockedIdentity(Optional.empty(), new PassphraseLock(content, prompt)));
    }
    return parsePlain(content, false, prompt);
  }

  /**
   * Reads the text of {@code SOPS_AGE_KEY}, where blanks part identities too.
   *
   * @throws MalformedKeyException as {@link #parse}
   */
  public static List<Identity> parseVariable(byte[] content, Prompt prompt)
      throws MalformedKeyException {
    return parsePlain(content, true, prompt);
  }

  private static List<Identity> parsePlain(byte[] content, boolean words, Prompt prompt)
      throws MalformedKeyException {
    List<Identity> identities = new ArrayList<>();
    boolean complete = false;
    int number = 1;
    int start = 0;
    try {
      for (int i = 0; i <= content.length; i++) {
        if (i == content.length || content[i] == '\n') {
          int end = i > start && content[i - 1] == '\r' ? i - 1 : i;
          if (end > start && content[start] != '#') {
            line(content, start, end, words, prompt, identities);
          }
          start = i + 1;
          number++;
        }
      }
      complete = true;
      return identities;
    } catch (MalformedKeyException e) {
      throw new MalformedKeyException("line " + number + ": " + e.reason());
    } finally {
      if (!complete) {
        closeAll(identities);
      }
    }
  }

  private static void line(
      byte[] content, int start, int end, boolean words, Prompt prompt, List<Identity> identities)
      throws MalformedKeyException {
    int word = start;
    for (int i = start; i <= end; i++) {
      if (i == end || (words && (content[i] == ' ' || content[i] == '\t'))) {
        if (i > word) {
          byte[] text = Arrays.copyOfRange(content, word, i);
          try {
            identities.add(Identity.parse(text, prompt));
          } finally {
            Arrays.fill(text, (byte) 0);
          }
        }
        word = i + 1;
      }
    }
  }

  private static void closeAll(List<Identity> identities) {
    for (Identity identity : identities) {
      identity.close();
    }
  }

  /**
   * Decrypts an age file that a passphrase protects.
   *
   * @param passphrase UTF-8; not changed
   * @throws AgeException of kind PASSPHRASE where it is the wrong one
   */
  static byte[] decrypt(byte[] file, byte[] passphrase) throws AgeException {
    return Age.decryptWith(file, stanzas -> unwrap(stanzas, passphrase));
  }

  private static Optional<byte[]> unwrap(List<Stanza> stanzas, byte[] passphrase)
      throws AgeException {
    for (Stanza stanza : stanzas) {
      if (stanza.type().equals(SCRYPT)) {
        return Optional.of(unwrap(stanza, passphrase));
      }
    }
    return Optional.empty();
  }

  private static byte[] unwrap(Stanza stanza, byte[] passphrase) throws AgeException {
    if (stanza.arguments().size() != 2) {
      throw bad("it has not exactly two arguments");
    }
    byte[] salt =
        stanza.argument(0, SALT_LENGTH).orElseThrow(() -> bad("its salt is no base64 of 16 bytes"));
    int work = work(stanza.arguments().get(1));
    if (stanza.body().length != Age.FILE_KEY_LENGTH + Ciphers.TAG_LENGTH) {
      throw bad("its body has not 32 bytes");
    }
    byte[] labelled = Arrays.copyOf(SCRYPT_LABEL, SCRYPT_LABEL.length + SALT_LENGTH);
    System.arraycopy(salt, 0, labelled, SCRYPT_LABEL.length, SALT_LENGTH);
    byte[] key =
        SCrypt.generate(passphrase, labelled, 1 << work, BLOCK_SIZE, 1, Ciphers.KEY_LENGTH);
    try {
      return Ciphers.unwrap(key, stanza.body())
          .orElseThrow(() -> new AgeException(Kind.PASSPHRASE, "wrong passphrase"));
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  private static int work(String text) throws AgeException {
    int work = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9' || (i == 0 && c == '0') || i > 2) {
        throw bad("its work factor is no number");
      }
      work = 10 * work + c - '0';
    }
    if (work > MOST_WORK) {
      throw bad("its work factor is above " + MOST_WORK);
    }
    return work;
  }

  private static AgeException bad(String reason) {
    return new AgeException(Kind.HEADER, "damaged scrypt stanza: " + reason);
  }

  /** A key file that is read when its passphrase is known. */
  private static final class PassphraseLock implements LockedIdentity.Lock {

    private final byte[] file;
    private final Prompt prompt;

    PassphraseLock(byte[] file, Prompt prompt) {
      this.file = file.clone();
      this.prompt = prompt;
    }

    @Override
    public List<Identity> open() throws AgeException {
      byte[] passphrase =
          prompt
              .secret("Passphrase of the age key file")
              .orElseThrow(
                  () ->
                      new AgeException(
                          Kind.PASSPHRASE,
                          "the age key file is protected by a passphrase, and nobody can be asked"
                              + " for it"));
      byte[] content = new byte[0];
      try {
        content = decrypt(file, passphrase);
        return parsePlain(content, false, prompt);
      } catch (MalformedKeyException e) {
        throw new AgeException(
            Kind.PASSPHRASE, "the age key file holds no identities: " + e.reason());
      } finally {
        Arrays.fill(passphrase, (byte) 0);
        Arrays.fill(content, (byte) 0);
      }
    }

    @Override
    public void forget() {
      Arrays.fill(file, (byte) 0);
    }
  }
}

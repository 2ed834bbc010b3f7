package org.keytally.sops;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An encrypted file of any store: what sops does with one, without sops. Immutable; every operation
 * that changes something gives a new document. Keys of other services than age are carried through
 * verbatim.
 */
public final class SopsDocument {

  /** Texts beyond this are refused. */
  public static final int MAX_SIZE = 256 << 20;

  /** The version of sops whose layout new files have. */
  private static final String VERSION = "3.13.2";

  private final Format format;
  private final byte[] text;
  private final Metadata metadata;

  private SopsDocument(Format format, byte[] text, Metadata metadata) {
    this.format = format;
    this.text = text;
    this.metadata = metadata;
  }

  /**
   * Takes an encrypted file apart.
   *
   * @throws SopsException of kind UNPARSABLE, TOO_LARGE, NO_METADATA or BAD_METADATA, naming the
   *     line or field
   */
  public static SopsDocument parse(Format format, byte[] text) throws SopsException {
    requireSize(text);
    Store.Encrypted loaded = Store.of(format).loadEncrypted(text);
    return new SopsDocument(format, text.clone(), Metadata.of(loaded.sops()));
  }

  /**
   * Encrypts a text with a new data key, into the layout of sops 3.13.
   *
   * @param plaintext of the format; not kept, the caller wipes it
   * @throws SopsException of kind UNPARSABLE, ALREADY_ENCRYPTED or UNSUPPORTED, or BAD_METADATA for
   *     recipients that cannot be encrypted to
   */
  public static SopsDocument encrypt(Format format, byte[] plaintext, EncryptionSettings settings)
      throws SopsException {
    requireSize(plaintext);
    Store store = Store.of(format);
    List<Branch> plain = store.loadPlain(plaintext);
    try {
      if (store.hasMetadata(plain)) {
        throw new SopsException(
            SopsException.Kind.ALREADY_ENCRYPTED, "sops", "the file already holds sops metadata");
      }
      return encrypt(format, store, plain, settings);
    } finally {
      wipe(plain);
    }
  }

  private static SopsDocument encrypt(
      Format format, Store store, List<Branch> plain, EncryptionSettings settings)
      throws SopsException {
    int groups = settings.groups().size();
    int threshold = settings.shamirThreshold();
    if (groups > 1 && threshold == 0) {
      threshold = groups;
    }
    requireGroups(settings.groups(), threshold);
    try (DataKey dataKey = DataKey.draw(groups, threshold)) {
      List<List<KeyEntry>> wrapped = new ArrayList<>();
      for (int i = 0; i < groups; i++) {
        List<KeyEntry> entries = new ArrayList<>();
        for (String recipient : settings.groups().get(i)) {
          entries.add(AgeKeys.wrap(recipient, dataKey.part(i).orElseThrow()));
        }
        wrapped.add(entries);
      }
      boolean isBinary = format == Format.BINARY;
      Metadata blank =
          new Metadata(
              wrapped,
              threshold,
              Rfc3339.now(),
              Optional.empty(),
              Optional.of(VERSION),
              isBinary
                  ? Optional.empty()
                  : Optional.of(settings.rule().orElse(SelectionRule.DEFAULT)),
              !isBinary && settings.macOnlyEncrypted(),
              List.of());
      return sealed(format, store, plain, blank, dataKey);
    }
  }

  /** Encrypts a tree under a data key that the metadata already wraps. */
  private static SopsDocument sealed(
      Format format, Store store, List<Branch> plain, Metadata metadata, DataKey dataKey)
      throws SopsException {
    ValueCipher cipher = dataKey.cipher();
    TreeCipher.Encrypted encrypted =
        new TreeCipher(cipher, metadata.selectionRule(), metadata.macOnlyEncrypted())
            .encrypt(plain);
    Metadata complete = withMac(metadata, encrypted.mac(), cipher);
    byte[] text = store.emitEncrypted(encrypted.documents(), complete.toBranch());
    return parse(format, text);
  }

  private static Metadata withMac(Metadata metadata, byte[] mac, ValueCipher cipher) {
    byte[] sealedMac =
        cipher.encrypt(mac, "str", metadata.lastModified().getBytes(StandardCharsets.US_ASCII));
    return metadata.withMac(
        metadata.lastModified(), new String(sealedMac, StandardCharsets.US_ASCII));
  }

  private static void requireGroups(List<List<String>> groups, int threshold) throws SopsException {
    if (groups.isEmpty()) {
      throw new SopsException(
          SopsException.Kind.BAD_METADATA, "sops.key_groups", "there is no key group");
    }
    for (List<String> group : groups) {
      if (group.isEmpty()) {
        throw new SopsException(
            SopsException.Kind.BAD_METADATA,
            "sops.key_groups",
            "a key group is empty: nobody could open its part");
      }
    }
    if (groups.size() > 1 && (threshold < 2 || threshold > groups.size())) {
      throw new SopsException(
          SopsException.Kind.BAD_METADATA,
          "sops.shamir_threshold",
          "the threshold is "
              + threshold
              + "; with "
              + groups.size()
              + " key groups it is between 2 and "
              + groups.size());
    }
  }

  /** The store it is of. */
  public Format format() {
    return format;
  }

  /** The text of the file. */
  public byte[] text() {
    return text.clone();
  }

  /** The key groups, each in the order in which sops tries its keys. */
  public List<List<MasterKey>> groups() {
    List<List<MasterKey>> groups = new ArrayList<>();
    for (List<KeyEntry> group : metadata.groups()) {
      List<MasterKey> keys = new ArrayList<>();
      for (KeyEntry entry : group) {
        keys.add(new MasterKey(entry.type(), entry.identifier(), 0));
      }
      groups.add(List.copyOf(keys));
    }
    return List.copyOf(groups);
  }

  private static void requireSize(byte[] text) throws SopsException {
    if (text.length > MAX_SIZE) {
      throw new SopsException(
          SopsException.Kind.TOO_LARGE, "", "the file is larger than " + (MAX_SIZE >> 20) + " MiB");
    }
  }

  private static void wipe(List<Branch> documents) {
    for (Branch document : documents) {
      document.wipe();
    }
  }

  @Override
  public String toString() {
    return "SopsDocument[" + format + ", " + Arrays.hashCode(text) + ']';
  }
}

package org.keytally.sops;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.keytally.age.Identity;

/**
 * An encrypted file of any store: what sops does with one, without sops. Immutable; every operation
 * that changes something gives a new document. Decryption needs age identities only; keys of other
 * services are carried through verbatim.
 */
public final class SopsDocument {

  /** Texts beyond this are refused. */
  public static final int MAX_SIZE = 256 << 20;

  /** The version of sops whose layout new files have. */
  private static final String VERSION = "3.13.2";

  /** Before it, sops read every plain JSON number as a float. */
  private static final int[] FIRST_WITH_JSON_INTEGERS = {3, 13, 2};

  private final Format format;
  private final byte[] text;
  private final Store.Encrypted loaded;
  private final Metadata metadata;

  private SopsDocument(Format format, byte[] text, Store.Encrypted loaded) throws SopsException {
    this.format = format;
    this.text = text;
    this.loaded = loaded;
    this.metadata = Metadata.of(loaded.sops());
  }

  /**
   * Takes an encrypted file apart.
   *
   * @throws SopsException of kind UNPARSABLE, TOO_LARGE, NO_METADATA or BAD_METADATA, naming the
   *     line or field
   */
  public static SopsDocument parse(Format format, byte[] text) throws SopsException {
    requireSize(text);
    return new SopsDocument(format, text.clone(), Store.of(format).loadEncrypted(text));
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
    requireGroups(settings.groups());
    requireThreshold(groups, threshold);
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
      ValueCipher cipher = dataKey.cipher();
      TreeCipher.Encrypted encrypted = treeCipher(cipher, blank).encrypt(plain);
      Metadata complete = withMac(blank, encrypted.mac(), cipher);
      return parse(format, store.emitEncrypted(encrypted.documents(), complete.toBranch()));
    }
  }

  private static Metadata withMac(Metadata metadata, byte[] mac, ValueCipher cipher) {
    byte[] sealedMac =
        cipher.encrypt(mac, "str", metadata.lastModified().getBytes(StandardCharsets.US_ASCII));
    return metadata.withMac(
        metadata.lastModified(), new String(sealedMac, StandardCharsets.US_ASCII));
  }

  private static void requireGroups(List<? extends List<?>> groups) throws SopsException {
    if (groups.isEmpty()) {
      throw new SopsException(
          SopsException.Kind.BAD_METADATA, "sops.key_groups", "there is no key group");
    }
    for (List<?> group : groups) {
      if (group.isEmpty()) {
        throw new SopsException(
            SopsException.Kind.BAD_METADATA,
            "sops.key_groups",
            "a key group is empty: nobody could open its part");
      }
    }
  }

  private static void requireThreshold(int groups, int threshold) throws SopsException {
    if (groups > 1 && (threshold < 2 || threshold > groups)) {
      throw new SopsException(
          SopsException.Kind.BAD_METADATA,
          "sops.shamir_threshold",
          "the threshold is "
              + threshold
              + "; with "
              + groups
              + " key groups it is between 2 and "
              + groups);
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

  /**
   * The text in clear, as sops decrypts it, after its MAC is proven.
   *
   * @return the caller wipes it
   * @throws SopsException of kind NO_DATA_KEY, BAD_WRAPPED_KEY, BAD_VALUE, NO_MAC or MAC_MISMATCH
   */
  public byte[] decrypt(List<Identity> identities) throws SopsException {
    try (KeyOpener opener = new KeyOpener(identities)) {
      return decrypt(opener);
    }
  }

  /** As {@link #decrypt(List)}. */
  public byte[] decrypt(KeyOpener opener) throws SopsException {
    try (DataKey dataKey = KeyUnlock.recover(metadata, opener)) {
      TreeCipher.Decrypted decrypted = open(dataKey.cipher());
      try {
        return Store.of(format).emitPlain(decrypted.documents());
      } finally {
        decrypted.wipe();
      }
    }
  }

  /**
   * Proves every value and the MAC without giving anything away.
   *
   * @throws SopsException of kind NO_DATA_KEY or BAD_WRAPPED_KEY where nothing could be looked at
   */
  public Verification verify(List<Identity> identities) throws SopsException {
    try (KeyOpener opener = new KeyOpener(identities)) {
      return verify(opener);
    }
  }

  /** As {@link #verify(List)}. */
  public Verification verify(KeyOpener opener) throws SopsException {
    try (DataKey dataKey = KeyUnlock.recover(metadata, opener)) {
      return verify(dataKey);
    }
  }

  /** As {@link #verify(List)} under a data key that is known. */
  Verification verify(DataKey dataKey) throws SopsException {
    ValueCipher cipher = dataKey.cipher();
    TreeCipher tree = treeCipher(cipher, metadata);
    TreeCipher.Decrypted decrypted = tree.decrypt(loaded.documents());
    try {
      List<SopsException> problems = new ArrayList<>(decrypted.problems());
      problems.addAll(decrypted.commentProblems());
      if (decrypted.problems().isEmpty()) {
        try {
          requireMac(cipher, tree, decrypted);
        } catch (SopsException e) {
          problems.add(e);
        }
      }
      addCopyProblems(problems);
      return new Verification(problems);
    } finally {
      decrypted.wipe();
    }
  }

  /** sops reads the metadata of the first document only, so the others could say anything. */
  private void addCopyProblems(List<SopsException> problems) {
    for (int i = 1; i < loaded.copies().size(); i++) {
      try {
        if (Metadata.of(loaded.copies().get(i)).saysTheSameAs(metadata)) {
          continue;
        }
      } catch (SopsException e) {
        problems.add(e);
        continue;
      }
      problems.add(
          new SopsException(
              SopsException.Kind.BAD_METADATA,
              SopsKey.NAME,
              "the metadata of document " + (i + 1) + " differs from that of the first"));
    }
  }

  private static TreeCipher treeCipher(ValueCipher cipher, Metadata metadata) {
    return new TreeCipher(cipher, metadata.selectionRule(), metadata.macOnlyEncrypted());
  }

  /** Decrypts and proves; a comment that does not authenticate is kept as it stands, as in sops. */
  private TreeCipher.Decrypted open(ValueCipher cipher) throws SopsException {
    TreeCipher tree = treeCipher(cipher, metadata);
    TreeCipher.Decrypted decrypted = tree.decrypt(loaded.documents());
    boolean proven = false;
    try {
      for (SopsException problem : decrypted.problems()) {
        throw problem;
      }
      requireMac(cipher, tree, decrypted);
      proven = true;
      return decrypted;
    } finally {
      if (!proven) {
        decrypted.wipe();
      }
    }
  }

  private void requireMac(ValueCipher cipher, TreeCipher tree, TreeCipher.Decrypted decrypted)
      throws SopsException {
    if (metadata.mac().isEmpty()) {
      throw new SopsException(
          SopsException.Kind.NO_MAC, "sops.mac", "the file has no MAC, so nobody can prove it");
    }
    byte[] stored;
    try {
      stored =
          cipher
              .decrypt(
                  metadata.mac().get().getBytes(StandardCharsets.UTF_8),
                  metadata.lastModified().getBytes(StandardCharsets.US_ASCII),
                  "sops.mac")
              .plaintext();
    } catch (SopsException e) {
      throw new SopsException(
          SopsException.Kind.MAC_MISMATCH,
          "sops.mac",
          "the MAC does not authenticate: it or sops.lastmodified was changed");
    }
    for (TreeCipher.MacVariant variant : macVariants()) {
      if (MessageDigest.isEqual(stored, tree.mac(decrypted.hashed(), variant))) {
        return;
      }
    }
    throw new SopsException(
        SopsException.Kind.MAC_MISMATCH,
        "sops.mac",
        "the MAC is not that of the values: one was changed, added, removed or moved without the"
            + " data key");
  }

  /**
   * The same file for other age recipients under the same data key. Entries of recipients that stay
   * and of other services are kept verbatim; the data key is wrapped for added ones only, so
   * removing alone needs no identity.
   *
   * @param recipients as sops spells them, without those of other services
   * @throws SopsException of kind UNSUPPORTED for a file with several key groups, and as {@link
   *     #withKeyGroups}
   */
  public SopsDocument withRecipients(List<String> recipients, List<Identity> identities)
      throws SopsException {
    if (metadata.groups().size() != 1) {
      throw new SopsException(
          SopsException.Kind.UNSUPPORTED,
          "sops.key_groups",
          "the file has "
              + metadata.groups().size()
              + " key groups; say which of them a recipient belongs to");
    }
    List<MasterKey> keys = new ArrayList<>();
    for (KeyEntry entry : metadata.groups().get(0)) {
      if (entry.type() != KeyType.AGE) {
        keys.add(new MasterKey(entry.type(), entry.identifier(), 0));
      }
    }
    for (String recipient : recipients) {
      keys.add(new MasterKey(KeyType.AGE, recipient.strip(), 0));
    }
    return withKeyGroups(List.of(keys), identities);
  }

  /**
   * The same file for other key groups under the same data key. As long as their number stays, only
   * added keys are wrapped for, and a group that no identity opens is left alone; another number
   * splits the data key anew for all.
   *
   * @param groups the wanted keys; lines do not count
   * @throws SopsException of kind FOREIGN_KEY if the data key would have to be wrapped for a key of
   *     another service, NO_DATA_KEY if none of the identities gives what must be wrapped, or
   *     BAD_METADATA if a group is empty or a recipient unusable
   */
  public SopsDocument withKeyGroups(List<List<MasterKey>> groups, List<Identity> identities)
      throws SopsException {
    try (KeyOpener opener = new KeyOpener(identities)) {
      return withKeyGroups(groups, opener);
    }
  }

  /** As {@link #withKeyGroups(List, List)}. */
  public SopsDocument withKeyGroups(List<List<MasterKey>> groups, KeyOpener opener)
      throws SopsException {
    requireGroups(groups);
    int before = metadata.groups().size();
    int threshold = metadata.shamirThreshold();
    if (groups.size() != before) {
      threshold =
          groups.size() == 1
              ? 0
              : before == 1
                  ? groups.size()
                  : Math.min(threshold == 0 ? before : threshold, groups.size());
      requireThreshold(groups.size(), threshold);
    }
    List<List<KeyEntry>> entries = new KeyChange(metadata, opener).entries(groups, threshold);
    if (entries.equals(metadata.groups()) && loaded.copies().size() == 1) {
      return this;
    }
    Metadata after = metadata.withGroups(entries, threshold);
    Optional<byte[]> edited =
        new InPlace(Store.of(format).layout(), text, loaded).withMetadata(after);
    return rewritten(edited, loaded.documents(), after);
  }

  /**
   * The same file under a new data key: every value encrypted again with a fresh initialisation
   * vector, the MAC and its time new, the data key wrapped anew for every recipient.
   *
   * @throws SopsException of kind FOREIGN_KEY if a key of another service would have to wrap it, or
   *     as {@link #decrypt}
   */
  public SopsDocument withNewDataKey(List<Identity> identities) throws SopsException {
    try (KeyOpener opener = new KeyOpener(identities)) {
      return withNewDataKey(opener);
    }
  }

  /** As {@link #withNewDataKey(List)}. */
  public SopsDocument withNewDataKey(KeyOpener opener) throws SopsException {
    for (List<KeyEntry> group : metadata.groups()) {
      for (KeyEntry entry : group) {
        KeyChange.requireAge(entry.type(), entry.identifier());
      }
    }
    int groups = metadata.groups().size();
    int threshold = metadata.shamirThreshold() == 0 ? groups : metadata.shamirThreshold();
    requireThreshold(groups, threshold);
    try (DataKey oldKey = KeyUnlock.recover(metadata, opener);
        DataKey newKey = DataKey.draw(groups, threshold)) {
      TreeCipher.Decrypted decrypted = open(oldKey.cipher());
      try {
        for (SopsException problem : decrypted.commentProblems()) {
          throw problem;
        }
        List<List<KeyEntry>> wrapped = new ArrayList<>();
        for (int i = 0; i < groups; i++) {
          List<KeyEntry> entries = new ArrayList<>();
          for (KeyEntry entry : metadata.groups().get(i)) {
            entries.add(AgeKeys.wrap(entry.identifier(), newKey.part(i).orElseThrow()));
          }
          wrapped.add(entries);
        }
        ValueCipher cipher = newKey.cipher();
        TreeCipher.Encrypted encrypted =
            treeCipher(cipher, metadata).encrypt(decrypted.documents());
        Metadata after =
            withMac(
                metadata.withGroups(wrapped, metadata.shamirThreshold()).withTime(Rfc3339.now()),
                encrypted.mac(),
                cipher);
        Optional<byte[]> edited =
            new InPlace(Store.of(format).layout(), text, loaded)
                .withValues(encrypted.documents(), after);
        return rewritten(edited, encrypted.documents(), after);
      } finally {
        decrypted.wipe();
      }
    }
  }

  /**
   * What each age key of the file wraps, as far as the identities open it. Keys of one group must
   * wrap the same (SEC-29).
   */
  public List<KeyProof> proveKeys(List<Identity> identities) {
    try (KeyOpener opener = new KeyOpener(identities)) {
      return proveKeys(opener);
    }
  }

  /** As {@link #proveKeys(List)}. */
  public List<KeyProof> proveKeys(KeyOpener opener) {
    return KeyProof.of(metadata, opener);
  }

  /** The edited text if it says what was meant, else the text emitted anew. */
  private SopsDocument rewritten(Optional<byte[]> edited, List<Branch> documents, Metadata after)
      throws SopsException {
    if (edited.isPresent()) {
      try {
        SopsDocument document = parse(format, edited.get());
        if (document.says(documents, after)) {
          return document;
        }
      } catch (SopsException e) {
        if (e.kind() == SopsException.Kind.TOO_LARGE) {
          throw e;
        }
      }
    }
    SopsDocument document =
        parse(format, Store.of(format).emitEncrypted(documents, after.toBranch()));
    if (!document.says(documents, after)) {
      throw new SopsException(
          SopsException.Kind.UNSUPPORTED, "", "the file cannot be rewritten without loss");
    }
    return document;
  }

  private boolean says(List<Branch> documents, Metadata wanted) {
    return metadata.saysTheSameAs(wanted) && TreeCompare.sameValues(loaded.documents(), documents);
  }

  /** The spellings of values that the file's writer may have hashed (sops-file-format 12). */
  private List<TreeCipher.MacVariant> macVariants() {
    int[] version = numbersOf(metadata.version().orElse(""));
    boolean isPython = version[0] < 2;
    if (isPython) {
      return List.of(TreeCipher.MacVariant.CANONICAL, TreeCipher.MacVariant.AS_DECRYPTED);
    }
    boolean readsNumbersAsFloats = Arrays.compare(version, FIRST_WITH_JSON_INTEGERS) < 0;
    return format == Format.JSON && readsNumbersAsFloats
        ? List.of(TreeCipher.MacVariant.CANONICAL, TreeCipher.MacVariant.JSON_NUMBERS_AS_FLOATS)
        : List.of(TreeCipher.MacVariant.CANONICAL);
  }

  /** Major, minor and patch; zero for what is missing. */
  private static int[] numbersOf(String version) {
    int[] numbers = new int[3];
    int at = 0;
    int start = version.startsWith("v") ? 1 : 0;
    for (int i = start; i < version.length() && at < numbers.length; i++) {
      char c = version.charAt(i);
      if (c == '.') {
        at++;
      } else if (c >= '0' && c <= '9' && numbers[at] < 1_000_000) {
        numbers[at] = 10 * numbers[at] + c - '0';
      } else {
        break;
      }
    }
    return numbers;
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

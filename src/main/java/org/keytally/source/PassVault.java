package org.keytally.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.keytally.source.VaultException.Kind;

/**
 * The standard Unix password manager, {@code pass}. Items are found by the names of their files,
 * whatever folder they are in; each that is wanted is shown by one {@code pass show}. An item holds
 * the public key in a line {@code ssh-ed25519 …}, the private key in PEM, or both.
 */
public final class PassVault implements Vault {

  private static final String NAME = "pass";
  private static final String SUFFIX = ".gpg";
  private static final int DEEPEST = 20;
  private static final byte[] PUBLIC = "ssh-".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] PEM = "-----BEGIN ".getBytes(StandardCharsets.US_ASCII);

  private final Environment environment;

  /**
   * A store.
   *
   * @param environment with {@code PATH}, and {@code PASSWORD_STORE_DIR} where it is not {@code
   *     ~/.password-store}
   */
  public PassVault(Environment environment) {
    this.environment = environment;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<VaultItem> items(Predicate<String> wanted, Part part) throws VaultException {
    List<VaultItem> items = new ArrayList<>();
    boolean complete = false;
    try {
      for (String entry : entries(wanted)) {
        items.add(show(entry, part));
      }
      complete = true;
      return items;
    } finally {
      if (!complete) {
        for (VaultItem item : items) {
          item.close();
        }
      }
    }
  }

  private VaultItem show(String entry, Part part) throws VaultException {
    String item = entry.substring(entry.lastIndexOf('/') + 1);
    try (ProgramRun run = ProgramRun.of(environment, "pass", List.of("show", "--", entry))) {
      if (run.code() != 0) {
        throw new VaultException(
            Kind.LOCKED,
            "pass cannot show "
                + entry
                + " (exit code "
                + run.code()
                + "). Is its gpg key at hand? Try: pass ls");
      }
      return item(item, run.printed(), part);
    }
  }

  private static VaultItem item(String name, byte[] text, Part part) {
    int key = lineOf(text, PEM);
    int line = lineOf(text, PUBLIC);
    Optional<String> publicKey = Optional.empty();
    if (line >= 0 && (key < 0 || line < key)) {
      int end = line;
      while (end < text.length && text[end] != '\n') {
        end++;
      }
      publicKey = Optional.of(new String(text, line, end - line, StandardCharsets.UTF_8));
    }
    byte[] pem = key < 0 ? new byte[0] : Arrays.copyOfRange(text, key, text.length);
    if (publicKey.isEmpty() && pem.length > 0) {
      List<SourceKey> derived = SshKeyReader.read(pem, name).keys();
      publicKey = derived.isEmpty() ? Optional.empty() : Optional.of(derived.get(0).ssh());
    }
    if (part == Part.PRIVATE_KEY && pem.length > 0) {
      return new VaultItem(name, publicKey, Optional.of(pem));
    }
    Arrays.fill(pem, (byte) 0);
    return new VaultItem(name, publicKey, Optional.empty());
  }

  private static int lineOf(byte[] text, byte[] prefix) {
    for (int i = 0; i <= text.length - prefix.length; i++) {
      if ((i == 0 || text[i - 1] == '\n')
          && Arrays.equals(text, i, i + prefix.length, prefix, 0, prefix.length)) {
        return i;
      }
    }
    return -1;
  }

  /** Paths of the wanted items as pass names them, sorted. */
  private Set<String> entries(Predicate<String> wanted) throws VaultException {
    Optional<Path> store =
        environment.hasText("PASSWORD_STORE_DIR")
            ? Environment.path(environment.variable("PASSWORD_STORE_DIR").orElse(""))
            : environment.home().map(home -> home.resolve(".password-store"));
    if (store.isEmpty() || !Files.isDirectory(store.get())) {
      throw new VaultException(
          Kind.LOGGED_OUT,
          "There is no password store of pass at "
              + store.map(environment::shown).orElse("~/.password-store")
              + ". Make one with: pass init GPG-ID");
    }
    Set<String> entries = new TreeSet<>();
    try {
      // The store itself is often a link into a repository; links in it are not followed.
      Path root = store.get().toRealPath();
      Files.walkFileTree(root, Set.of(), DEEPEST, new Finder(root, wanted, entries));
    } catch (IOException e) {
      throw new VaultException(Kind.FAILED, "The password store of pass cannot be read.");
    }
    return entries;
  }

  /** Collects the files of wanted items. */
  private static final class Finder extends SimpleFileVisitor<Path> {

    private final Path store;
    private final Predicate<String> wanted;
    private final Set<String> entries;

    Finder(Path store, Predicate<String> wanted, Set<String> entries) {
      this.store = store;
      this.wanted = wanted;
      this.entries = entries;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      String path = store.relativize(file).toString();
      if (path.endsWith(SUFFIX)) {
        String entry = path.substring(0, path.length() - SUFFIX.length());
        if (wanted.test(entry.substring(entry.lastIndexOf('/') + 1))) {
          entries.add(entry);
        }
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE;
    }
  }
}

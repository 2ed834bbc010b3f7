package org.keytally;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.keytally.age.MalformedKeyException;
import org.keytally.age.Prompt;
import org.keytally.age.SshEd25519Identity;
import org.keytally.age.SshPrivateKey;
import org.keytally.age.X25519Identity;

/**
 * Private keys that a test hands to the program, and the search for them afterwards: in what it
 * printed, and in every file that has changed since. A key is looked for in each form that it can
 * be written in: its raw bytes, hexadecimal, Base64 at any alignment, the lines of its PEM and the
 * age identity.
 */
public final class Canary {

  /** In bytes: shorter pieces could be anything. */
  private static final int SHORTEST = 16;

  /** Larger files than any that the program or its vaults write. */
  private static final long LARGEST = 8 << 20;

  private final Set<String> needles = new LinkedHashSet<>();
  private final FileTime since = FileTime.fromMillis(System.currentTimeMillis() - 2_000);

  /** From now on, these keys are private. */
  public Canary(SshKeyPair... pairs) {
    for (SshKeyPair pair : pairs) {
      add(pair);
    }
  }

  public Canary add(SshKeyPair pair) {
    bytes(pair.seed());
    text(pair.privateText());
    try (SshEd25519Identity ssh =
            (SshEd25519Identity)
                SshPrivateKey.parse(
                    pair.privateText().getBytes(StandardCharsets.US_ASCII), Prompt.NOBODY);
        X25519Identity age = ssh.toAge()) {
      text(new String(age.encode(), StandardCharsets.US_ASCII));
    } catch (MalformedKeyException e) {
      throw new IllegalStateException(e);
    }
    return this;
  }

  /**
   * Any text that nobody may see: an age identity, a passphrase, PEM. Of PEM only the end counts,
   * since ssh puts the public key before it.
   */
  public Canary text(String secret) {
    if (!secret.startsWith("-----BEGIN ")) {
      needle(secret.strip());
      needle(secret.strip().toLowerCase(Locale.ROOT));
      return this;
    }
    String[] lines = secret.split("\n", -1);
    for (int i = Math.max(1, lines.length - 4); i < lines.length; i++) {
      if (lines[i].length() >= SHORTEST && !lines[i].startsWith("-----")) {
        needle(lines[i]);
      }
    }
    return this;
  }

  private void bytes(byte[] secret) {
    needle(new String(secret, StandardCharsets.ISO_8859_1));
    needle(HexFormat.of().formatHex(secret));
    needle(HexFormat.of().withUpperCase().formatHex(secret));
    for (int lead = 0; lead < 3; lead++) {
      byte[] shifted = new byte[lead + secret.length];
      System.arraycopy(secret, 0, shifted, lead, secret.length);
      String base64 = Base64.getEncoder().withoutPadding().encodeToString(shifted);
      // The first and last characters also hold bits of the neighbours.
      needle(base64.substring(lead == 0 ? 0 : lead + 1, base64.length() - 1));
    }
  }

  private void needle(String needle) {
    assertThat(needle.length()).isGreaterThanOrEqualTo(SHORTEST);
    needles.add(needle);
  }

  /** None of the keys stands in what was printed. */
  public void assertAbsentFrom(String... printed) {
    for (String text : printed) {
      // Not assertThat(text): its message would show what must not be shown.
      assertThat(holds(text)).as("a private key was printed").isFalse();
      assertThat(holds(text.replace("\n", ""))).as("a private key was printed").isFalse();
    }
  }

  /**
   * None of the keys stands in a file of these folders, in the folder for temporary files, nor in
   * the name of one.
   *
   * @param keepers files that are there to hold private keys
   */
  public void assertAbsentBelow(List<Path> folders, Path... keepers) {
    Set<Path> allowed = new HashSet<>(List.of(keepers));
    List<Path> found = new ArrayList<>();
    Set<Path> searched = new LinkedHashSet<>(folders);
    searched.add(Path.of(System.getProperty("java.io.tmpdir")));
    try {
      for (Path folder : searched) {
        Files.walkFileTree(folder, new Search(allowed, found, folders.contains(folder)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(found).as("files that hold a private key").isEmpty();
  }

  /** Whether one of the keys stands in a text, however it is written there. */
  public boolean holds(String text) {
    return needles.stream().anyMatch(text::contains);
  }

  /** Takes in the files that hold a key. */
  private final class Search extends SimpleFileVisitor<Path> {

    private final Set<Path> allowed;
    private final List<Path> found;
    private final boolean all;

    /**
     * A search.
     *
     * @param all whether files that are older than the keys are searched, too
     */
    Search(Set<Path> allowed, List<Path> found, boolean all) {
      this.allowed = allowed;
      this.found = found;
      this.all = all;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      boolean candidate =
          attributes.isRegularFile()
              && attributes.size() <= LARGEST
              && (all || attributes.lastModifiedTime().compareTo(since) >= 0)
              && !allowed.contains(file);
      if (candidate && holds(content(file))) {
        found.add(file);
      }
      if (holds(file.toString())) {
        found.add(file);
      }
      return FileVisitResult.CONTINUE;
    }

    /** Other programs' temporary files come and go. */
    private String content(Path file) {
      try {
        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      } catch (IOException e) {
        return "";
      }
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException e) {
      return FileVisitResult.CONTINUE;
    }
  }
}

package org.keytally.sops;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a sops file tells without any key. Never fails: what is wrong with a file is part of
 * the answer. Linear in the size of the content, which is not kept.
 */
public final class SopsFileReader {

  /** Contents over this size are not read: a problem of kind TOO_LARGE. */
  public static final int MAX_BYTES = 64 << 20;

  private static final WrappedKeyVisitor IGNORED = new Ignored();

  private SopsFileReader() {}

  /** As {@link #read(String, byte[], RecipientPool)} for a single file. */
  public static Optional<SopsFile> read(String path, byte[] content) {
    return read(path, content, new RecipientPool());
  }

  /**
   * Reads a file that may be a sops file, in the store that its path selects or else by its
   * content. A damaged sops file is one, with problems.
   *
   * @return empty where the content is no sops file at all
   */
  public static Optional<SopsFile> read(String path, byte[] content, RecipientPool pool) {
    return read(path, content, pool, IGNORED);
  }

  /**
   * The same, and tells how the data key is wrapped.
   *
   * @param wrapped is told each entry of the file that is returned
   */
  public static Optional<SopsFile> read(
      String path, byte[] content, RecipientPool pool, WrappedKeyVisitor wrapped) {
    if (!Sniffer.maybeSops(content)) {
      return Optional.empty();
    }
    if (content.length > MAX_BYTES) {
      return Optional.of(tooLarge(Format.ofPath(path)));
    }
    Format selected = Format.ofPath(path);
    Format shape = Sniffer.shape(content);
    Attempt attempt = new Attempt(selected, content, pool, wrapped);
    if (attempt.file != null) {
      return Optional.of(attempt.file);
    }
    // JSON is YAML as well, and its own scan says better what is wrong.
    boolean broken = attempt.broken && (shape == selected || shape == Format.JSON);
    if (!broken && shape != null && shape != selected) {
      Attempt other = new Attempt(shape, content, pool, wrapped);
      if (other.file != null) {
        return Optional.of(other.file);
      }
    }
    return broken ? Optional.of(attempt.damaged()) : Optional.empty();
  }

  /** As {@link #readSecret(byte[], RecipientPool)} for a single file. */
  public static SopsFile readSecret(byte[] content) {
    return readSecret(content, new RecipientPool());
  }

  /**
   * Reads a {@code secret} file of clan, which is always of the binary store (clan-repository 1.6).
   * Content that sops did not encrypt is a problem of kind {@link SopsProblem.Kind#NO_METADATA}
   * (SEC-02, SEC-04).
   */
  public static SopsFile readSecret(byte[] content, RecipientPool pool) {
    if (content.length > MAX_BYTES) {
      return tooLarge(Format.BINARY);
    }
    Optional<SopsFile> sound = SoundSecretScan.read(content, pool);
    return sound.isPresent() ? sound.get() : examineSecret(content, pool);
  }

  /** As {@link #readSecret(byte[], RecipientPool)}, with an eye on whatever may be wrong. */
  static SopsFile examineSecret(byte[] content, RecipientPool pool) {
    Attempt attempt = new Attempt(Format.BINARY, content, pool, IGNORED);
    if (attempt.file != null) {
      return attempt.format == Format.BINARY ? attempt.file : notBinary(attempt.file);
    }
    return (attempt.broken && Sniffer.maybeSops(content)) || content.length == 0
        ? attempt.damaged()
        : inClear(Format.BINARY);
  }

  /** As {@link #readRuled(String, byte[], RecipientPool)} for a single file. */
  public static SopsFile readRuled(String path, byte[] content) {
    return readRuled(path, content, new RecipientPool());
  }

  /**
   * Reads a file that a creation rule wants encrypted. Content that sops did not encrypt is a
   * problem of kind {@link SopsProblem.Kind#NO_METADATA}.
   */
  public static SopsFile readRuled(String path, byte[] content, RecipientPool pool) {
    Optional<SopsFile> file = read(path, content, pool);
    return file.isPresent() ? file.get() : inClear(path);
  }

  /** What is said of a file at a path that sops did not encrypt although a rule wants it to. */
  public static SopsFile inClear(String path) {
    return inClear(Format.ofPath(path));
  }

  /** What is said of a file that is too large to be read. */
  public static SopsFile tooLarge(Format format) {
    ProblemList problems = new ProblemList();
    problems.add(
        SopsProblem.Kind.TOO_LARGE, 0, "larger than " + (MAX_BYTES >> 20) + " MiB, so not read");
    return unread(format, problems);
  }

  private static SopsFile unread(Format format, ProblemList problems) {
    return new SopsFile(
        format,
        List.of(),
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        problems.toList());
  }

  private static SopsFile notBinary(SopsFile file) {
    List<SopsProblem> problems = new ArrayList<>(file.problems());
    problems.add(
        new SopsProblem(
            SopsProblem.Kind.BAD_VALUE,
            0,
            Optional.empty(),
            "it is not of the binary store, which holds exactly data and sops"));
    return new SopsFile(
        file.format(),
        file.groups(),
        file.shamirThreshold(),
        file.version(),
        file.lastModified(),
        file.ciphertext(),
        problems);
  }

  private static SopsFile inClear(Format format) {
    ProblemList problems = new ProblemList();
    problems.add(
        SopsProblem.Kind.NO_METADATA, 0, "it has no sops metadata: what it holds stands in clear");
    return unread(format, problems);
  }

  /** For checks, which look at one version only; a class, since a hook waits for each lambda. */
  private static final class Ignored implements WrappedKeyVisitor {
    @Override
    public void wrapped(KeyType type, String identifier, String text) {}
  }

  /** One content read as one format. */
  private static final class Attempt {

    private final byte[] content;
    private Format format;
    final ProblemList problems = new ProblemList();

    /** The file, where the format's metadata is there. */
    final @Nullable SopsFile file;

    /** Whether the content is not of the format at all. */
    final boolean broken;

    Attempt(Format selected, byte[] content, RecipientPool pool, WrappedKeyVisitor wrapped) {
      this.format = selected;
      this.content = content;
      LeafAudit audit = new LeafAudit(problems);
      Optional<MetadataNode.Mapping> metadata = Optional.empty();
      boolean failed = false;
      try {
        metadata = scan(audit);
      } catch (MalformedStoreException e) {
        failed = true;
        int marker = Sniffer.mergeMarkerLine(content);
        if (marker > 0) {
          problems.add(
              SopsProblem.Kind.MERGE_MARKERS, marker, "git's conflict markers stand in the text");
        } else {
          problems.add(e.kind(), e.line(), e.reason());
        }
      }
      this.broken = failed;
      this.file =
          metadata.isPresent() && MetadataReader.isMetadata(metadata.get())
              ? new MetadataReader(metadata.get(), problems, pool, wrapped)
                  .read(format, audit, content)
              : null;
    }

    private Optional<MetadataNode.Mapping> scan(LeafAudit audit) throws MalformedStoreException {
      switch (format) {
        case YAML -> {
          YamlStoreScan scan = new YamlStoreScan(content, audit, problems);
          scan.scan();
          return scan.metadata();
        }
        case DOTENV -> {
          DotenvStoreScan scan = new DotenvStoreScan(content, audit, problems);
          scan.scan();
          return scan.metadata();
        }
        case INI -> {
          IniStoreScan scan = new IniStoreScan(content, audit, problems);
          scan.scan();
          return scan.metadata();
        }
        case JSON, BINARY -> {
          JsonStoreScan scan = new JsonStoreScan(content, audit, problems);
          scan.scan();
          if (format == Format.BINARY && !scan.isBinary()) {
            format = Format.JSON;
          }
          return scan.metadata();
        }
      }
      throw new AssertionError(format);
    }

    SopsFile damaged() {
      return unread(format, problems);
    }
  }
}

package org.keytally.clan;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keytally.git.TreeEntry;

/**
 * What contents told, so that another state of the same repository that has them too does not have
 * them read again. An answer is that of the very same object of git, at the same path and in the
 * same role. In memory, for one run, and not for several threads.
 */
public final class KnownContents {

  /** More files than any fleet has; further ones are read again. */
  private static final int MOST = 500_000;

  /**
   * What one content told.
   *
   * @param other what another content of the same path told, or the same in another role
   */
  private record Known(String objectId, Layout.Role role, Told told, @Nullable Known other) {}

  private final boolean keeps;
  private final ContentReader reader = new ContentReader();
  private final Map<String, Known> files = new HashMap<>();
  private int kept;
  private final Map<String, Told> links = new HashMap<>();
  private final Map<String, byte[]> digests = new HashMap<>();

  /** Knows nothing yet. */
  public KnownContents() {
    this(true);
  }

  private KnownContents(boolean keeps) {
    this.keeps = keeps;
  }

  /** For a state that is read alone: what it tells is not kept. */
  public static KnownContents none() {
    return new KnownContents(false);
  }

  /** What contents that are not known are looked at with. */
  ContentReader reader() {
    return reader;
  }

  boolean isEmpty() {
    return files.isEmpty() && links.isEmpty();
  }

  /** What a link tells. */
  @Nullable Told link(TreeEntry entry) {
    return entry.objectId().isPresent() ? links.get(entry.objectId().get()) : null;
  }

  /** What a file tells. */
  @Nullable Told file(TreeEntry entry, Layout.Role role) {
    if (entry.objectId().isEmpty()) {
      return null;
    }
    String id = entry.objectId().get();
    Known known = files.get(entry.path());
    while (known != null && !(known.role() == role && known.objectId().equals(id))) {
      known = known.other();
    }
    return known == null ? null : known.told();
  }

  /** The SHA-256 of a content, where it was asked for before. */
  Optional<byte[]> digest(TreeEntry entry) {
    return entry.objectId().isPresent()
        ? Optional.ofNullable(digests.get(entry.objectId().get()))
        : Optional.empty();
  }

  void keepLink(TreeEntry entry, Told told) {
    if (keeps && entry.objectId().isPresent() && links.size() < MOST) {
      links.put(entry.objectId().get(), told);
    }
  }

  void keepFile(TreeEntry entry, Layout.Role role, Told told) {
    if (keeps && entry.objectId().isPresent() && kept < MOST) {
      kept++;
      files.put(
          entry.path(), new Known(entry.objectId().get(), role, told, files.get(entry.path())));
    }
  }

  void keepDigest(TreeEntry entry, byte[] digest) {
    if (keeps && entry.objectId().isPresent() && digests.size() < MOST) {
      digests.put(entry.objectId().get(), digest);
    }
  }
}

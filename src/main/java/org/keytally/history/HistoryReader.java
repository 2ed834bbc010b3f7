package org.keytally.history;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keytally.git.Commit;
import org.keytally.git.FileChange;
import org.keytally.git.HistoryVisitor;
import org.keytally.git.HistoryWalk;
import org.keytally.git.Repository;
import org.keytally.git.RepositoryException;
import org.keytally.sops.Format;
import org.keytally.sops.RecipientPool;

/**
 * Reads a history: each distinct content once, and only those parts of trees that changed. Time and
 * memory are linear in the number of commits, changes and distinct contents.
 */
public final class HistoryReader implements HistoryVisitor {

  /** Largest number of distinct contents in a history. */
  public static final int MOST_BLOBS = 1_000_000;

  /** Largest number of distinct paths in a history. */
  public static final int MOST_PATHS = 500_000;

  /** Largest number of recipients of all versions of all files together. */
  public static final int MOST_RECIPIENTS = 2_000_000;

  /** How many contents are read again although the cache knows them. */
  private static final int SAMPLE = 64;

  /** Length of what stands before the object id in a key. */
  private static final int KIND = 2;

  private final HistoryWalk walk;
  private final HistoryCache cache;
  private final BlobReader reader;
  private final Map<String, BlobFacts> known = new HashMap<>();
  private final Map<String, Track> tracks = new HashMap<>();
  private final List<String> fromCache = new ArrayList<>();
  private boolean cacheIsRight = true;
  private int recipients;
  private int parsed;

  private HistoryReader(HistoryWalk walk, HistoryCache cache, RecipientPool pool) {
    this.walk = walk;
    this.cache = cache;
    this.reader = new BlobReader(pool);
  }

  /** A path that was met. */
  private static final class Track {
    final Role role;
    final String kind;
    Optional<Commit> clearSince = Optional.empty();
    List<FileHistory.Version> versions = List.of();

    Track(String path) {
      role = Role.of(path);
      kind = role.letter() + letter(Format.ofPath(path));
    }
  }

  /** One content can be read in several ways; each is known by itself. */
  private static String letter(Format format) {
    return switch (format) {
      case YAML -> "y";
      case JSON -> "j";
      case DOTENV -> "d";
      case INI -> "i";
      case BINARY -> "b";
    };
  }

  /**
   * Reads the history of a commit.
   *
   * @param revision names a commit
   * @param cache what is known from before; what is new is added to it and saved
   * @throws RepositoryException if there is no such commit, if commits or folders are missing, or
   *     if the history is over the bounds of {@link HistoryWalk} or of this class
   */
  public static History read(Repository repository, String revision, HistoryCache cache)
      throws RepositoryException {
    RecipientPool pool = new RecipientPool();
    cache.load(pool);
    HistoryReader history = read(repository, revision, cache, pool);
    if (!history.cacheIsRight) {
      cache.forget();
      history = read(repository, revision, cache, pool);
    }
    if (history.parsed > 0) {
      cache.save(history.known);
    }
    return history.finish();
  }

  private static HistoryReader read(
      Repository repository, String revision, HistoryCache cache, RecipientPool pool)
      throws RepositoryException {
    try (HistoryWalk walk = repository.history(revision)) {
      HistoryReader history = new HistoryReader(walk, cache, pool);
      walk.walk(history);
      history.compareSample();
      return history;
    }
  }

  /** Reads some of the contents whose facts came from the cache, other ones each time. */
  private void compareSample() {
    List<String> sample = new ArrayList<>(fromCache);
    Collections.shuffle(sample);
    for (String key : sample.subList(0, Math.min(SAMPLE, sample.size()))) {
      Optional<byte[]> content = walk.content(key.substring(KIND), BlobReader.LIMIT);
      if (content.isEmpty()
          || !reader
              .read(Role.of(key.charAt(0)), name(key.charAt(1)), content.get())
              .equals(known.get(key))) {
        cacheIsRight = false;
        return;
      }
    }
  }

  /** A name of the format that a letter stands for. */
  private static String name(char letter) {
    return switch (letter) {
      case 'y' -> "name.yaml";
      case 'j' -> "name.json";
      case 'd' -> "name.env";
      case 'i' -> "name.ini";
      default -> "name";
    };
  }

  @Override
  public void change(FileChange change) throws RepositoryException {
    Track track = tracks.get(change.path());
    if (track == null) {
      if (tracks.size() >= MOST_PATHS) {
        throw tooLarge(MOST_PATHS, "paths");
      }
      track = new Track(change.path());
      tracks.put(change.path(), track);
    }
    Optional<FileHistory.Blob> after = Optional.empty();
    boolean interesting = track.role != Role.OTHER;
    if (change.after().isPresent()) {
      FileHistory.Blob blob = blob(track, change.path(), change.after().get());
      interesting |= blob.facts().isOfInterest();
      after = Optional.of(blob);
    }
    List<FileHistory.Blob> before = new ArrayList<>(change.before().size());
    for (Optional<String> id : change.before()) {
      if (id.isPresent()) {
        FileHistory.Blob blob = blob(track, change.path(), id.get());
        interesting |= blob.facts().isOfInterest();
        before.add(blob);
      }
    }
    if (interesting) {
      if (track.versions.isEmpty()) {
        track.versions = new ArrayList<>(2);
      }
      track.versions.add(new FileHistory.Version(change.commit(), before, before.isEmpty(), after));
    } else if (track.clearSince.isEmpty() && after.isPresent() && after.get().facts().present()) {
      track.clearSince = Optional.of(change.commit());
    }
  }

  private FileHistory.Blob blob(Track track, String path, String id) throws RepositoryException {
    String key = track.kind + id;
    BlobFacts facts = known.get(key);
    if (facts == null) {
      if (known.size() >= MOST_BLOBS) {
        throw tooLarge(MOST_BLOBS, "contents");
      }
      Optional<BlobFacts> cached = cache.get(key);
      if (cached.isPresent()) {
        facts = cached.get();
        fromCache.add(key);
      } else {
        Optional<byte[]> content = walk.content(id, BlobReader.LIMIT);
        facts =
            content.isPresent() ? reader.read(track.role, path, content.get()) : BlobFacts.NOTHING;
        parsed++;
      }
      if (facts.sealed().isPresent()) {
        recipients += facts.sealed().get().entries().size();
        if (recipients > MOST_RECIPIENTS) {
          throw tooLarge(MOST_RECIPIENTS, "recipients in all versions of its files");
        }
      }
      known.put(key, facts);
    }
    return new FileHistory.Blob(id, facts);
  }

  private static RepositoryException tooLarge(int most, String what) {
    return new RepositoryException("the history has more than " + most + ' ' + what);
  }

  private History finish() {
    List<FileHistory> files = new ArrayList<>();
    for (Map.Entry<String, Track> entry : tracks.entrySet()) {
      Track track = entry.getValue();
      if (!track.versions.isEmpty()) {
        files.add(new FileHistory(entry.getKey(), track.role, track.clearSince, track.versions));
      }
    }
    return new History(walk.tip(), walk.extent(), files, new History.Effort(known.size(), parsed));
  }
}

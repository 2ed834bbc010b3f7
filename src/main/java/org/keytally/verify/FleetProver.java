package org.keytally.verify;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.keytally.age.Identity;
import org.keytally.age.LockedIdentity;
import org.keytally.age.PluginIdentity;
import org.keytally.clan.Fleet;
import org.keytally.git.BlobVisitor;
import org.keytally.git.RepositoryException;
import org.keytally.git.Snapshot;
import org.keytally.git.TreeEntry;
import org.keytally.source.LoadedIdentities;

/**
 * Opens every encrypted file of a fleet that the identities at hand can open, in memory, and proves
 * it. Identities that need nobody come first, on two threads; what they leave is tried with those
 * behind a passphrase or a plugin and with those that commands of the person print, one file at a
 * time, so that nobody is asked for what is not needed.
 */
public final class FleetProver {

  /** Larger contents are not read; the fleet's model has no room for them either. */
  private static final long LARGEST_FILE = 16L << 20;

  /** Contents held at a time, in bytes and in number. */
  private static final long BATCH_BYTES = 8L << 20;

  private static final int BATCH_FILES = 256;

  /** Fewer are done before a second thread has started. */
  private static final int WORTH_A_THREAD = 16;

  /** Recipients that commands of the person are asked for. */
  private static final int MOST_ASKED = 100;

  /** A plugin that failed this often in a row is not started again. */
  private static final int MOST_FAILURES = 3;

  private final Snapshot snapshot;
  private final LoadedIdentities loaded;
  private final List<Identity> free = new ArrayList<>();
  private final List<Identity> attended = new ArrayList<>();
  private final Map<String, FileProof> proofs = new ConcurrentHashMap<>();
  private final Set<String> asked = new HashSet<>();
  private int inFirstPass;
  private int failures;

  private FleetProver(Snapshot snapshot, LoadedIdentities loaded) {
    this.snapshot = snapshot;
    this.loaded = loaded;
    sort();
  }

  /**
   * Proves a fleet.
   *
   * @param snapshot that the fleet was read from
   * @param identities stay open
   * @throws RepositoryException if the repository as a whole cannot be read any more
   */
  public static FleetProof prove(Snapshot snapshot, Fleet fleet, LoadedIdentities identities)
      throws RepositoryException {
    FleetProver prover = new FleetProver(snapshot, identities);
    List<SealedFile> files = SealedFile.of(fleet);
    if (!prover.free.isEmpty()) {
      prover.proveFree(files);
      prover.inFirstPass = prover.free.size();
    }
    for (SealedFile file : files) {
      prover.proveAttended(file);
    }
    return new FleetProof(
        new TreeMap<>(prover.proofs), identities.identities().size(), identities.problems());
  }

  /** What is proven of a fleet without any identity: nothing. */
  public static FleetProof withoutIdentities(Fleet fleet) {
    SortedMap<String, FileProof> proofs = new TreeMap<>();
    for (SealedFile file : SealedFile.of(fleet)) {
      proofs.put(file.path(), FileProof.unopened(Obstacle.NO_IDENTITY));
    }
    return new FleetProof(proofs, 0, List.of());
  }

  private void sort() {
    free.clear();
    attended.clear();
    for (Identity identity : loaded.identities()) {
      if (identity instanceof PluginIdentity || identity instanceof LockedIdentity) {
        attended.add(identity);
      } else {
        free.add(identity);
      }
    }
  }

  private void proveFree(List<SealedFile> files) throws RepositoryException {
    Map<String, SealedFile> byPath = new TreeMap<>();
    List<TreeEntry> entries = new ArrayList<>();
    for (SealedFile file : files) {
      Optional<TreeEntry> entry = snapshot.entry(file.path());
      if (entry.isPresent()) {
        byPath.put(file.path(), file);
        entries.add(entry.get());
      }
    }
    try (Batches batches = new Batches(byPath)) {
      snapshot.read(entries, LARGEST_FILE, batches);
      batches.drain();
    }
  }

  /** Collects contents and proves them when there are enough. */
  private final class Batches implements BlobVisitor, AutoCloseable {

    private final Map<String, SealedFile> files;
    private final ExecutorService second = Executors.newSingleThreadExecutor();
    private final List<SealedFile> waiting = new ArrayList<>();
    private final List<byte[]> contents = new ArrayList<>();
    private long bytes;

    Batches(Map<String, SealedFile> files) {
      this.files = files;
    }

    @Override
    public void visit(TreeEntry entry, byte[] content) {
      SealedFile file = files.get(entry.path());
      if (file == null) {
        return;
      }
      waiting.add(file);
      contents.add(content);
      bytes += content.length;
      if (bytes >= BATCH_BYTES || waiting.size() >= BATCH_FILES) {
        drain();
      }
    }

    @Override
    public void tooLarge(TreeEntry entry, long size) {
      proofs.put(entry.path(), FileProof.unopened(Obstacle.UNREADABLE));
    }

    @Override
    public void unreadable(TreeEntry entry, String reason) {
      proofs.put(entry.path(), FileProof.unopened(Obstacle.UNREADABLE));
    }

    void drain() {
      AtomicInteger next = new AtomicInteger();
      if (waiting.size() < WORTH_A_THREAD) {
        work(next);
      } else {
        Future<?> other = second.submit(() -> work(next));
        work(next);
        await(other);
      }
      waiting.clear();
      contents.clear();
      bytes = 0;
    }

    private void work(AtomicInteger next) {
      for (int i = next.getAndIncrement(); i < waiting.size(); i = next.getAndIncrement()) {
        SealedFile file = waiting.get(i);
        proofs.put(
            file.path(), FileProver.prove(file, contents.get(i), free, free, Obstacle.NO_IDENTITY));
      }
    }

    @Override
    public void close() {
      second.shutdownNow();
    }
  }

  private static void await(Future<?> work) {
    boolean interrupted = false;
    while (true) {
      try {
        work.get();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (ExecutionException e) {
        throw new IllegalStateException("a file could not be proven", e.getCause());
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Tries a file that is not open yet with whatever needs a person. */
  private void proveAttended(SealedFile file) throws RepositoryException {
    FileProof before = proofs.get(file.path());
    if (before != null && !before.obstacle().equals(Optional.of(Obstacle.NO_IDENTITY))) {
      return;
    }
    if (!file.isForAge()) {
      proofs.put(
          file.path(),
          FileProof.unopened(
              file.contents().keys().isEmpty() ? Obstacle.DAMAGED : Obstacle.FOREIGN_KEYS));
      return;
    }
    ask(file);
    List<Identity> candidates = candidates(file);
    if (candidates.isEmpty() && free.size() == inFirstPass) {
      proofs.putIfAbsent(file.path(), FileProof.unopened(Obstacle.NO_IDENTITY));
      return;
    }
    Obstacle obstacle = obstacle(candidates);
    List<Identity> all = new ArrayList<>(free);
    all.addAll(candidates);
    Optional<byte[]> content = content(file.path());
    FileProof proof =
        content.isEmpty()
            ? FileProof.unopened(Obstacle.UNREADABLE)
            : FileProver.prove(file, content.get(), all, free, obstacle);
    proofs.put(file.path(), proof);
    if (obstacle == Obstacle.PLUGIN) {
      failures = proof.opened() ? 0 : failures + 1;
    }
  }

  /** Lets commands of the person print the key for one of the file's recipients. */
  private void ask(SealedFile file) {
    int before = loaded.identities().size();
    for (String recipient : file.recipients()) {
      if (asked.contains(recipient) || asked.size() < MOST_ASKED) {
        asked.add(recipient);
        if (loaded.forRecipient(recipient).size() > before) {
          sort();
          return;
        }
      }
    }
  }

  private List<Identity> candidates(SealedFile file) {
    List<Identity> candidates = new ArrayList<>();
    for (Identity identity : attended) {
      boolean may =
          identity instanceof PluginIdentity
              ? failures < MOST_FAILURES && file.isForPlugin()
              : identity.recipient().isEmpty() || file.isFor(identity.recipient().get());
      if (may) {
        candidates.add(identity);
      }
    }
    return candidates;
  }

  private static Obstacle obstacle(List<Identity> candidates) {
    Obstacle obstacle = Obstacle.NO_IDENTITY;
    for (Identity identity : candidates) {
      if (identity instanceof PluginIdentity) {
        return Obstacle.PLUGIN;
      }
      obstacle = Obstacle.PASSPHRASE;
    }
    return obstacle;
  }

  private Optional<byte[]> content(String path) throws RepositoryException {
    Optional<TreeEntry> entry = snapshot.entry(path);
    List<byte[]> read = new ArrayList<>();
    if (entry.isPresent()) {
      snapshot.read(List.of(entry.get()), LARGEST_FILE, (found, content) -> read.add(content));
    }
    return read.isEmpty() ? Optional.empty() : Optional.of(read.get(0));
  }
}

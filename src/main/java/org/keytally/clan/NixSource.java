package org.keytally.clan;

import com.fasterxml.jackson.core.JsonFactory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.keytally.git.BlobVisitor;
import org.keytally.git.Repository;
import org.keytally.git.RepositoryException;
import org.keytally.git.Snapshot;
import org.keytally.git.TreeEntry;

/** Says from what state of a repository a manifest was made. */
public final class NixSource {

  private NixSource() {}

  /**
   * Describes the work tree.
   *
   * @param snapshot of the work tree
   * @param clanDirectory relative to the repository root, empty for the root
   * @return with the revision at HEAD if its Nix files are those of the work tree
   */
  public static Manifest.Source of(
      Repository repository, Snapshot snapshot, String clanDirectory, Instant now)
      throws RepositoryException {
    Layout layout = Layout.of(clanDirectory);
    NixFiles files = NixFiles.of(snapshot, layout);
    String digest = files.digest();
    Optional<String> head = repository.resolve("HEAD");
    if (head.isPresent()
        && !NixFiles.of(repository.commitSnapshot(head.get()), layout).digest().equals(digest)) {
      head = Optional.empty();
    }
    return new Manifest.Source(
        head,
        files.lockDigest(),
        Optional.of(digest),
        clanCoreRevision(snapshot, files.lockPath()),
        Optional.of(now.truncatedTo(ChronoUnit.SECONDS).toString()));
  }

  private static Optional<String> clanCoreRevision(Snapshot snapshot, Optional<String> lock)
      throws RepositoryException {
    Optional<TreeEntry> entry = lock.isPresent() ? snapshot.entry(lock.get()) : Optional.empty();
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    Lock content = new Lock();
    snapshot.read(List.of(entry.get()), Contents.LIMIT, content);
    return content.clanCore;
  }

  private static final class Lock implements BlobVisitor {

    private Optional<String> clanCore = Optional.empty();

    @Override
    public void visit(TreeEntry entry, byte[] content) {
      clanCore = FlakeLock.read(new JsonFactory(), content).revision();
    }
  }
}

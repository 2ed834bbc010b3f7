package org.keytally.git;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The objects of a repository, by id and by name (git-cat-file(1)). They come from what the
 * launcher gathered, else from one git program that stays to be asked, or, where many are wanted at
 * once, from one that delivers them all.
 */
final class GitObjects implements AutoCloseable {

  /** After each object over which git gives up, reading goes on, but not for ever. */
  private static final int MOST_RESTARTS = 20;

  /**
   * Objects that are asked for in a conversation, in which git flushes after each. A program for
   * more costs its start. That many questions fit into a pipe.
   */
  private static final int FEW = 60;

  private final GitPlumbing git;
  private final Optional<Gathered> gathered;
  private Optional<GitProcess> conversation = Optional.empty();

  GitObjects(GitPlumbing git, Optional<Gathered> gathered) {
    this.git = git;
    this.gathered = gathered;
  }

  /** What git says of one object that exists. */
  record Found(String id, String type, long size) {}

  /** Reads {@code ID TYPE SIZE}; empty for {@code ... missing} and {@code ... ambiguous}. */
  static Optional<Found> found(byte[] line) {
    int firstSpace = GitPlumbing.indexOf(line, ' ', 0);
    int secondSpace = GitPlumbing.indexOf(line, ' ', firstSpace + 1);
    if ((firstSpace != 40 && firstSpace != 64) || secondSpace < 0) {
      return Optional.empty();
    }
    long size = 0;
    for (int i = secondSpace + 1; i < line.length; i++) {
      if (line[i] < '0' || line[i] > '9') {
        return Optional.empty();
      }
      size = size * 10 + line[i] - '0';
    }
    return Optional.of(
        new Found(
            GitPlumbing.ascii(line, 0, firstSpace),
            GitPlumbing.ascii(line, firstSpace + 1, secondSpace),
            size));
  }

  /**
   * What a name names.
   *
   * @param name one line, as git-rev-parse(1) takes it; through standard input it can be no option
   */
  Optional<Found> named(String name) throws RepositoryException {
    GitProcess running = conversation();
    boolean asked = running.ask(PathBytes.encode(name + '\n'));
    Optional<byte[]> line = asked ? running.record('\n') : Optional.empty();
    if (line.isEmpty()) {
      endConversation();
      git.requireSuccess(running, "cat-file");
      return Optional.empty();
    }
    Optional<Found> found = found(line.get());
    if (found.isPresent() && !running.skip(found.get().size() + 1)) {
      endConversation();
    }
    return found;
  }

  private GitProcess conversation() throws RepositoryException {
    if (conversation.isEmpty()) {
      conversation = Optional.of(git.startConversation(List.of("cat-file", "--batch")));
    }
    return conversation.get();
  }

  private void endConversation() {
    if (conversation.isPresent()) {
      conversation.get().close();
      conversation = Optional.empty();
    }
  }

  /**
   * Contents of objects.
   *
   * @param disk for entries without an object, where there is a work tree
   */
  BlobSource contents(Optional<WorkTree> disk) {
    return new Contents(this, disk);
  }

  @Override
  public void close() {
    endConversation();
    if (gathered.isPresent()) {
      gathered.get().close();
    }
  }

  private record Contents(GitObjects objects, Optional<WorkTree> disk) implements BlobSource {

    @Override
    public void read(Collection<TreeEntry> entries, long limit, BlobVisitor visitor)
        throws RepositoryException {
      Optional<WorkTree> files =
          disk.isPresent() ? Optional.of(disk.get().again()) : Optional.empty();
      objects.new Reading(List.copyOf(entries), limit, visitor, files).run();
    }
  }

  /** One batch. */
  private final class Reading {

    private final List<TreeEntry> entries;
    private final long limit;
    private final BlobVisitor visitor;
    private final Optional<WorkTree> disk;
    private int next;
    private int restarts;

    Reading(List<TreeEntry> entries, long limit, BlobVisitor visitor, Optional<WorkTree> disk) {
      this.entries = entries;
      this.limit = limit;
      this.visitor = visitor;
      this.disk = disk;
    }

    void run() throws RepositoryException {
      if (gathered.isPresent()) {
        takeGathered(gathered.get());
      }
      while (next < entries.size()) {
        if (!isObject(entries.get(next))) {
          visitWithoutObject(entries.get(next++));
        } else if (entries.size() - next > FEW) {
          takeDelivered();
        } else {
          takeAnswered(entries.size());
        }
      }
    }

    /** Takes what was gathered, until so much is missing that it is better delivered. */
    private void takeGathered(Gathered known) throws RepositoryException {
      for (int missing = 0; missing <= FEW && next < entries.size(); ) {
        TreeEntry entry = entries.get(next);
        Optional<byte[]> content =
            isObject(entry) ? known.content(entry.objectId().orElse("")) : Optional.empty();
        if (content.isPresent()) {
          next++;
          visit(entry, content.get());
        } else if (isObject(entry)) {
          missing++;
          takeAnswered(next + 1);
        } else {
          next++;
          visitWithoutObject(entry);
        }
      }
    }

    private void visit(TreeEntry entry, byte[] content) {
      if (content.length > limit) {
        visitor.tooLarge(entry, content.length);
      } else {
        visitor.visit(entry, content);
      }
    }

    private void takeAnswered(int end) throws RepositoryException {
      GitProcess running = conversation();
      running.ask(ids(entries.subList(next, end)));
      if (!takeFrom(running, end)) {
        endConversation();
      }
    }

    private void takeDelivered() throws RepositoryException {
      List<TreeEntry> rest = entries.subList(next, entries.size());
      try (GitProcess running =
          git.start(List.of("cat-file", "--batch", "--buffer"), new ObjectIds(rest))) {
        if (takeFrom(running, entries.size())) {
          git.requireSuccess(running, "cat-file");
        }
      }
    }

    /** Whether the program lived to the end; else it gave up over a damaged object. */
    private boolean takeFrom(GitProcess running, int end) throws RepositoryException {
      while (next < end) {
        TreeEntry entry = entries.get(next);
        if (!isObject(entry)) {
          visitWithoutObject(entry);
        } else if (!visitObject(running, entry)) {
          running.exitStatus();
          String complaint = running.complaint();
          requireComplete(entry, complaint);
          requirePatience();
          visitor.unreadable(
              entry, "git cannot read its object (" + GitPlumbing.oneLine(complaint) + ")");
          next++;
          return false;
        }
        next++;
      }
      return true;
    }

    private void requirePatience() throws RepositoryException {
      if (restarts++ > MOST_RESTARTS) {
        throw new RepositoryException(
            "git cat-file failed " + restarts + " times; run git fsck to find the damage");
      }
    }

    private void visitWithoutObject(TreeEntry entry) {
      if (entry.mode() == FileMode.SUBMODULE) {
        visitor.unreadable(entry, "is a submodule; its files belong to another repository");
      } else if (disk.isPresent()) {
        disk.get().read(entry, limit, visitor);
      } else {
        // Announced by git add --intent-to-add: as far as the index goes, there is nothing in it.
        visitor.visit(entry, new byte[0]);
      }
    }

    /** Visits the next content; false if git ended before it was complete. */
    private boolean visitObject(GitProcess running, TreeEntry entry) throws RepositoryException {
      Optional<byte[]> line = running.record('\n');
      if (line.isEmpty()) {
        return false;
      }
      Optional<Found> found = found(line.get());
      if (found.isEmpty()) {
        requireComplete(entry, running.complaint());
        visitor.unreadable(entry, "its object is missing from the repository");
        return true;
      }
      long size = found.get().size();
      if (size > limit || size > Integer.MAX_VALUE - 8) {
        if (!running.skip(size + 1)) {
          return false;
        }
        visitor.tooLarge(entry, size);
        return true;
      }
      byte[] content = new byte[(int) size];
      if (!running.read(content) || !running.skip(1)) {
        return false;
      }
      if (found.get().type().equals("blob")) {
        visitor.visit(entry, content);
      } else {
        visitor.unreadable(entry, "its object is a " + found.get().type() + ", not a file");
      }
      return true;
    }

    /**
     * In a partial clone an object that is not here is no damage, but nothing can be said either.
     */
    private void requireComplete(TreeEntry entry, String complaint) throws RepositoryException {
      if (git.isPartialClone()) {
        throw new RepositoryException(
            notFetched(entry)
                + (complaint.isEmpty() ? "" : " (" + GitPlumbing.oneLine(complaint) + ")"));
      }
    }
  }

  static String notFetched(TreeEntry entry) {
    return "this is a partial clone, and the content of '"
        + PathBytes.shown(entry.path())
        + "' has not been fetched; fetch everything with: git fetch --refetch --no-filter";
  }

  private static boolean isObject(TreeEntry entry) {
    return entry.mode() != FileMode.SUBMODULE && entry.objectId().isPresent();
  }

  /** Object ids, one in each line. */
  private static byte[] ids(List<TreeEntry> entries) {
    StringBuilder ids = new StringBuilder();
    for (TreeEntry entry : entries) {
      if (isObject(entry)) {
        ids.append(entry.objectId().orElse("")).append('\n');
      }
    }
    return ids.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** Object ids for {@code cat-file}, one in each line. */
  private record ObjectIds(List<TreeEntry> entries) implements GitProcess.Input {

    @Override
    public void writeTo(OutputStream out) throws IOException {
      try (BufferedOutputStream buffered = new BufferedOutputStream(out)) {
        for (int from = 0; from < entries.size(); from += FEW) {
          buffered.write(ids(entries.subList(from, Math.min(from + FEW, entries.size()))));
        }
      }
    }
  }
}

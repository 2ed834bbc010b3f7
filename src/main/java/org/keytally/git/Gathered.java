package org.keytally.git;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the launcher of a hook asked git while Java was starting, so that Java need not start a
 * program and wait for it. Nothing has to be in it: whoever misses something asks git.
 *
 * <p>The form: answers, and among them contents. An answer is the command as one record, what git
 * printed, an empty record, and git's exit status as a record; records end with a zero byte. What
 * git prints consists of records itself where it was asked to ({@code -z}), and never holds an
 * empty one; the lines that it prints else are one record. The contents are the record {@code
 * contents}, what {@code git cat-file --batch} prints (git-cat-file(1)), and an empty line if that
 * went well; else everything ends there.
 */
public final class Gathered implements AutoCloseable {

  private static final String CONTENTS = "contents";
  private static final String RECORDS = " -z";

  /** Bytes of a content that is kept until it is asked for. Few files of a fleet are larger. */
  private static final int LARGEST = 1 << 20;

  /** Bytes of all contents that are kept, to be asked for later or again. */
  private static final int MOST = 8 << 20;

  private final InputStream in;
  private final ByteRecords records;
  private final Map<String, Answer> answers = new HashMap<>();
  private final Map<String, byte[]> contents = new HashMap<>();
  private byte[] last = new byte[0];
  private long kept;
  private Optional<Answer> current = Optional.empty();
  private boolean amongContents;
  private boolean ended;

  /** Takes in what a launcher gathers; {@code in} belongs to this object then. */
  public Gathered(InputStream in) {
    this.in = in;
    this.records = new ByteRecords("", new Gathering());
  }

  private final class Gathering implements ByteRecords.Pieces {

    @Override
    public int read(byte[] into, int offset, int length) {
      try {
        return in.read(into, offset, length);
      } catch (IOException e) {
        // The launcher's end is the end of what it gathers, however it comes.
        return -1;
      }
    }
  }

  /**
   * What a command printed, if it was asked and went well.
   *
   * @param command arguments of git, separated by blanks
   */
  Optional<GitOutput> answer(String command) throws RepositoryException {
    while (!answers.containsKey(command) && !ended) {
      if (amongContents) {
        nextContent();
      } else {
        nextAnswer(command);
      }
    }
    Answer answer = answers.remove(command);
    return answer == null || answer.failed() ? Optional.empty() : Optional.of(answer);
  }

  private void nextAnswer(String wanted) throws RepositoryException {
    if (current.isPresent()) {
      current.get().setAside();
      current = Optional.empty();
    }
    Optional<byte[]> command = records.record('\0');
    if (command.isEmpty()) {
      ended = true;
      return;
    }
    String name = text(command.get());
    if (name.equals(CONTENTS)) {
      amongContents = true;
      return;
    }
    Answer answer = new Answer(name);
    answers.put(name, answer);
    if (name.equals(wanted) && name.contains(RECORDS)) {
      current = Optional.of(answer);
    } else {
      answer.setAside();
    }
  }

  /**
   * The content of a blob, if it was gathered and is not larger than 1 MiB.
   *
   * @return never shared with another call
   */
  Optional<byte[]> content(String objectId) throws RepositoryException {
    byte[] known = contents.get(objectId);
    if (known != null) {
      return Optional.of(known.clone());
    }
    while (!ended) {
      if (!amongContents) {
        nextAnswer("");
      } else if (nextContent().equals(objectId)) {
        return Optional.of(last.clone());
      }
    }
    return Optional.empty();
  }

  /** Takes in the next content and returns its id; empty if there was none. */
  private String nextContent() throws RepositoryException {
    Optional<byte[]> line = records.record('\n');
    if (line.isPresent() && line.get().length == 0) {
      amongContents = false;
      return "";
    }
    Optional<GitObjects.Found> found =
        line.isEmpty() ? Optional.empty() : GitObjects.found(line.get());
    if (found.isEmpty() || !found.get().type().equals("blob")) {
      // Missing or damaged. Git says more to whoever asks it again.
      ended = true;
      return "";
    }
    if (found.get().size() > LARGEST) {
      ended = !records.skip(found.get().size() + 1);
      return "";
    }
    byte[] content = new byte[(int) found.get().size()];
    ended = !records.read(content) || !records.skip(1);
    if (ended) {
      return "";
    }
    last = content;
    keep(found.get().id(), content);
    return found.get().id();
  }

  private void keep(String id, byte[] content) {
    if (kept + content.length <= MOST) {
      contents.put(id, content);
      kept += content.length;
    }
  }

  @Override
  public void close() {
    ended = true;
    try {
      in.close();
    } catch (IOException e) {
      // Nothing more is wanted from it.
      return;
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** One answer: taken from the stream as it comes, or set aside because another was wanted. */
  private final class Answer implements GitOutput {

    private final String command;
    private Optional<ByteRecords> aside = Optional.empty();
    private int status = -1;
    private boolean over;

    Answer(String command) {
      this.command = command;
    }

    /** Keeps what is left of it, so that the next answer can be read. */
    void setAside() throws RepositoryException {
      ByteArrayOutputStream rest = new ByteArrayOutputStream();
      boolean lines = !command.contains(RECORDS);
      for (Optional<byte[]> record = next(); record.isPresent(); record = next()) {
        rest.writeBytes(record.get());
        if (!lines) {
          rest.write(0);
        }
      }
      aside = Optional.of(new ByteRecords(command, new Bytes(rest.toByteArray())));
    }

    private Optional<byte[]> next() throws RepositoryException {
      if (over) {
        return Optional.empty();
      }
      Optional<byte[]> record = records.record('\0');
      if (record.isPresent() && record.get().length > 0) {
        return record;
      }
      over = true;
      Optional<byte[]> end = record.isEmpty() ? record : records.record('\0');
      ended = end.isEmpty();
      status = end.isPresent() && Arrays.equals(end.get(), new byte[] {'0'}) ? 0 : 1;
      return Optional.empty();
    }

    /** Whether git is known to have failed. */
    boolean failed() {
      return over && status != 0;
    }

    @Override
    public Optional<byte[]> record(char terminator) throws RepositoryException {
      return aside.isPresent() ? aside.get().record(terminator) : next();
    }

    @Override
    public int peek() throws RepositoryException {
      return aside.isPresent() ? aside.get().peek() : records.peek();
    }

    @Override
    public boolean read(byte[] into) throws RepositoryException {
      return aside.isPresent() && aside.get().read(into);
    }

    @Override
    public boolean skip(long count) throws RepositoryException {
      return aside.isPresent() && aside.get().skip(count);
    }

    @Override
    public int exitStatus() {
      return status;
    }

    @Override
    public String complaint() {
      return status == 0 ? "" : "run 'git " + command + "' to see why";
    }

    @Override
    public void close() {
      // The rest is passed over when the next one is asked for.
    }
  }

  /** An array, from its beginning to its end. */
  private static final class Bytes implements ByteRecords.Pieces {

    private final byte[] bytes;
    private int at;

    Bytes(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      int count = Math.min(length, bytes.length - at);
      System.arraycopy(bytes, at, into, offset, count);
      at += count;
      return count == 0 ? -1 : count;
    }
  }
}

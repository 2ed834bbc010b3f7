package org.keytally.git;

import java.util.Arrays;
import java.util.Optional;

/** Bytes that come piece by piece, taken record by record. */
final class ByteRecords {

  /** Bytes; longer than any path that a file system takes and any header that git prints. */
  private static final int LONGEST_RECORD = 1 << 20;

  private static final int BUFFER = 1 << 16;

  private final String name;
  private final Pieces pieces;
  private byte[] buffer = new byte[BUFFER];
  private int start;
  private int end;

  /**
   * Begins.
   *
   * @param name of the git command, for messages
   */
  ByteRecords(String name, Pieces pieces) {
    this.name = name;
    this.pieces = pieces;
  }

  /** Where the bytes come from. */
  @FunctionalInterface
  interface Pieces {

    /** Fills a part of an array, as {@link java.io.InputStream#read(byte[], int, int)} does. */
    int read(byte[] into, int offset, int length) throws RepositoryException;
  }

  /** As {@link GitOutput#record}. */
  Optional<byte[]> record(char terminator) throws RepositoryException {
    int scanned = start;
    while (true) {
      int limit = end;
      byte[] bytes = buffer;
      for (int i = scanned; i < limit; i++) {
        if (bytes[i] == terminator) {
          byte[] record = Arrays.copyOfRange(bytes, start, i);
          start = i + 1;
          return Optional.of(record);
        }
      }
      if (end - start >= LONGEST_RECORD) {
        throw new RepositoryException(
            "git " + name + " printed a name of more than 1 MiB; run git fsck");
      }
      int kept = end - start;
      if (kept == buffer.length) {
        buffer = Arrays.copyOf(buffer, buffer.length * 2);
      }
      if (!fill()) {
        return Optional.empty();
      }
      scanned = start + kept;
    }
  }

  /** As {@link GitOutput#peek}. */
  int peek() throws RepositoryException {
    return start < end || fill() ? buffer[start] & 0xFF : -1;
  }

  /** As {@link GitOutput#read}. */
  boolean read(byte[] into) throws RepositoryException {
    int done = Math.min(into.length, end - start);
    System.arraycopy(buffer, start, into, 0, done);
    start += done;
    while (done < into.length) {
      int count = pieces.read(into, done, into.length - done);
      if (count < 0) {
        return false;
      }
      done += count;
    }
    return true;
  }

  /** As {@link GitOutput#skip}. */
  boolean skip(long count) throws RepositoryException {
    long left = count;
    while (true) {
      int here = (int) Math.min(left, end - start);
      start += here;
      left -= here;
      if (left == 0) {
        return true;
      }
      if (!fill()) {
        return false;
      }
    }
  }

  private boolean fill() throws RepositoryException {
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, end - start);
      end -= start;
      start = 0;
    }
    int count = pieces.read(buffer, end, buffer.length - end);
    if (count < 0) {
      return false;
    }
    end += count;
    return true;
  }
}

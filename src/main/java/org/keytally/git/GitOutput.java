package org.keytally.git;

import java.util.Optional;

/** What a git program prints, taken in from its beginning to its end. */
interface GitOutput extends AutoCloseable {

  /**
   * Reads up to a terminator.
   *
   * @return without the terminator; empty at the end of the output
   */
  Optional<byte[]> record(char terminator) throws RepositoryException;

  /** Whether another byte comes, and which, without taking it; -1 at the end. */
  int peek() throws RepositoryException;

  /** Takes exactly as many bytes as the array has; false if the output ends before. */
  boolean read(byte[] into) throws RepositoryException;

  /** Passes over bytes; false if the output ends before. */
  boolean skip(long count) throws RepositoryException;

  /** Waits for the end of the program and returns its exit status. */
  int exitStatus() throws RepositoryException;

  /** The last things that the program complained about; call after its end. */
  String complaint() throws RepositoryException;

  @Override
  void close();
}

package org.keytally.repair;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;

/**
 * Everything that changes something on disk, one call for each thing that can fail on its own, so
 * that tests can let any of them fail.
 */
interface Disk {

  /** How many threads may ask at a time for what needs no order. */
  int threads();

  void makeFolder(Path folder) throws IOException;

  /** Makes a file that is not there yet; not synced. */
  void write(Path file, byte[] content, Set<PosixFilePermission> permissions) throws IOException;

  /** Brings a file's content, or the names in a folder, to the disk. */
  void sync(Path place) throws IOException;

  /** The same for many, in no particular order; all of them are there when it returns. */
  void syncAll(List<Path> places) throws IOException;

  /** Moves within one file system, in one step, in place of what is there. */
  void rename(Path from, Path to) throws IOException;

  /** A second name for a file. */
  void hardLink(Path link, Path existing) throws IOException;

  void symbolicLink(Path link, String target) throws IOException;

  /** Deletes a file, a link or an empty folder. */
  void delete(Path path) throws IOException;

  /** The same for many, in no particular order. */
  void deleteAll(List<Path> paths) throws IOException;
}

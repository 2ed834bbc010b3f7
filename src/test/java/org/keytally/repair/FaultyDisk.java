package org.keytally.repair;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** A disk on which one call fails: as an error that is reported, or as the end of the process. */
final class FaultyDisk implements Disk {

  /** The process is gone: nothing that it would do after this happens. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** How a call fails. */
  enum Fault {
    /** The call reports an error, and later ones work. */
    ERROR,
    /** The call and all later ones report an error, as on a full or broken disk. */
    ERRORS_FROM_THEN_ON,
    /** The process ends before the call. */
    KILLED_BEFORE,
    /** The process ends in the middle of the call where it has one, else after it. */
    KILLED_AFTER
  }

  private final LocalDisk disk = new LocalDisk();
  private final int failing;
  private final Fault fault;
  private int calls;
  private boolean dead;

  /** Lets the call of this number, from 0, fail. */
  FaultyDisk(int failing, Fault fault) {
    this.failing = failing;
    this.fault = fault;
  }

  int calls() {
    return calls;
  }

  private interface Call {
    void run() throws IOException;
  }

  private void call(Call whole, Call half) throws IOException {
    if (dead) {
      throw new Killed();
    }
    int number = calls++;
    if (number < failing || (number > failing && fault != Fault.ERRORS_FROM_THEN_ON)) {
      whole.run();
      return;
    }
    switch (fault) {
      case ERROR, ERRORS_FROM_THEN_ON -> throw new IOException("No space left on device");
      case KILLED_BEFORE -> {
        dead = true;
        throw new Killed();
      }
      case KILLED_AFTER -> {
        half.run();
        dead = true;
        throw new Killed();
      }
    }
  }

  @Override
  public int threads() {
    // Which call is the failing one has to be the same each time.
    return 1;
  }

  @Override
  public void makeFolder(Path folder) throws IOException {
    call(() -> disk.makeFolder(folder), () -> disk.makeFolder(folder));
  }

  @Override
  public void write(Path file, byte[] content, Set<PosixFilePermission> permissions)
      throws IOException {
    call(
        () -> disk.write(file, content, permissions),
        () -> disk.write(file, Arrays.copyOf(content, content.length / 2), permissions));
  }

  @Override
  public void sync(Path place) throws IOException {
    // What a sync brings to the disk outlives a power cut; here nothing is lost without one.
    call(() -> {}, () -> {});
  }

  @Override
  public void syncAll(List<Path> places) throws IOException {
    for (Path place : places) {
      sync(place);
    }
  }

  @Override
  public void deleteAll(List<Path> paths) throws IOException {
    for (Path path : paths) {
      delete(path);
    }
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    call(() -> disk.rename(from, to), () -> disk.rename(from, to));
  }

  @Override
  public void hardLink(Path link, Path existing) throws IOException {
    call(() -> disk.hardLink(link, existing), () -> disk.hardLink(link, existing));
  }

  @Override
  public void symbolicLink(Path link, String target) throws IOException {
    call(() -> disk.symbolicLink(link, target), () -> disk.symbolicLink(link, target));
  }

  @Override
  public void delete(Path path) throws IOException {
    call(() -> disk.delete(path), () -> disk.delete(path));
  }
}

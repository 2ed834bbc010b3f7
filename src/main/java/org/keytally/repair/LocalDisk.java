package org.keytally.repair;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/** The disk of this computer. */
final class LocalDisk implements Disk {

  /** Syncs at a time: a file system brings many to the disk with one write of its journal. */
  private static final int SYNCS = 32;

  /** Deletions at a time: most of each is giving back the room that the file took. */
  private static final int DELETIONS = 4;

  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rw-------");

  @Override
  public int threads() {
    return Threads.processors();
  }

  @Override
  public void makeFolder(Path folder) throws IOException {
    Files.createDirectory(folder);
  }

  @Override
  public void write(Path file, byte[] content, Set<PosixFilePermission> permissions)
      throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PRIVATE))) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }
    Files.setPosixFilePermissions(file, permissions);
  }

  @Override
  public void sync(Path place) throws IOException {
    try (FileChannel channel = FileChannel.open(place, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public void syncAll(List<Path> places) throws IOException {
    try {
      Threads.run(SYNCS, places.size(), i -> sync(places.get(i)));
    } catch (RepairException e) {
      throw new IllegalStateException("a sync refuses nothing", e);
    }
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void hardLink(Path link, Path existing) throws IOException {
    Files.createLink(link, existing);
  }

  @Override
  public void symbolicLink(Path link, String target) throws IOException {
    Files.createSymbolicLink(link, Path.of(target));
  }

  @Override
  public void delete(Path path) throws IOException {
    Files.delete(path);
  }

  @Override
  public void deleteAll(List<Path> paths) throws IOException {
    try {
      Threads.run(DELETIONS, paths.size(), i -> delete(paths.get(i)));
    } catch (RepairException e) {
      throw new IllegalStateException("a deletion refuses nothing", e);
    }
  }
}

package org.keytally.repair;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The lock that clan takes while it writes: {@code clan.lock} in the git directory of the work tree
 * (clan-repository 10). clan uses flock(2), which Java's file locks do not exclude, so flock(1)
 * holds it as a child that ends when this process does, however that ends. Where there is no
 * flock(1), a lock of our own keeps other keytallys out, and the check of each file right before it
 * is replaced has to do for the rest.
 */
public final class ClanLock implements AutoCloseable {

  private static final String NAME = "clan.lock";
  private static final int CONFLICT = 75;

  /** Answers each line until there are no more; an interrupt from the keyboard is not for it. */
  private static final String HOLD = "trap '' INT QUIT HUP; exec cat";

  private static final int PATIENCE_SECONDS = 10;

  private final Optional<Process> holder;
  private final Optional<FileChannel> own;
  private final Optional<String> warning;

  private ClanLock(Optional<Process> holder, Optional<FileChannel> own, Optional<String> warning) {
    this.holder = holder;
    this.own = own;
    this.warning = warning;
  }

  /**
   * Takes the lock, waiting up to ten seconds for whoever has it.
   *
   * @param searchPath as in {@code PATH}; relative parts are passed over
   * @throws RepairException if somebody keeps it
   */
  public static ClanLock take(Path gitDirectory, String searchPath)
      throws RepairException, IOException {
    Optional<Path> flock = program("flock", searchPath);
    Optional<Path> shell = program("sh", searchPath);
    return flock.isPresent() && shell.isPresent()
        ? throughFlock(flock.get(), shell.get(), gitDirectory.resolve(NAME))
        : ofOwn(gitDirectory.resolve("keytally.lock"));
  }

  /** What the person should know about how well the lock protects; usually nothing. */
  public Optional<String> warning() {
    return warning;
  }

  private static ClanLock throughFlock(Path flock, Path shell, Path lock)
      throws RepairException, IOException {
    Process process =
        new ProcessBuilder(
                flock.toString(),
                "--exclusive",
                "--timeout",
                Integer.toString(PATIENCE_SECONDS),
                "--conflict-exit-code",
                Integer.toString(CONFLICT),
                lock.toString(),
                shell.toString(),
                "-c",
                HOLD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    // cat answers as soon as flock has the lock and started it, and ends with our end of the pipe.
    try {
      OutputStream in = process.getOutputStream();
      in.write('\n');
      in.flush();
      InputStream out = process.getInputStream();
      if (out.read() == '\n') {
        return new ClanLock(Optional.of(process), Optional.empty(), Optional.empty());
      }
    } catch (IOException e) {
      // flock ended early; its exit status says why.
      process.destroy();
    }
    throw refused(lock, exitStatus(process));
  }

  private static int exitStatus(Process process) throws IOException {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroy();
      throw new IOException("interrupted while waiting for " + NAME, e);
    }
  }

  private static RepairException refused(Path lock, int status) {
    return new RepairException(
        status == CONFLICT
            ? "clan or another keytally is writing: "
                + lock
                + " has been locked for "
                + PATIENCE_SECONDS
                + " seconds. Try again when it is done."
            : lock + " cannot be locked (flock ended with " + status + ").");
  }

  private static ClanLock ofOwn(Path lock) throws RepairException, IOException {
    FileChannel channel =
        FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    Optional<FileLock> taken;
    try {
      taken = Optional.ofNullable(channel.tryLock());
    } catch (OverlappingFileLockException e) {
      taken = Optional.empty();
    }
    if (taken.isEmpty()) {
      channel.close();
      throw new RepairException("another keytally is writing (" + lock + "). Try again later.");
    }
    return new ClanLock(
        Optional.empty(),
        Optional.of(channel),
        Optional.of(
            "flock(1) is not on PATH, so clan cannot be kept from writing at the same time; do not"
                + " run it now."));
  }

  private static Optional<Path> program(String name, String searchPath) {
    for (String folder : searchPath.split(File.pathSeparator, -1)) {
      try {
        Path program = Path.of(folder, name);
        if (program.isAbsolute() && Files.isRegularFile(program) && Files.isExecutable(program)) {
          return Optional.of(program);
        }
      } catch (InvalidPathException e) {
        // Whoever set PATH meant something else; the next folder may do.
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() throws IOException {
    if (own.isPresent()) {
      own.get().close();
    }
    if (holder.isPresent()) {
      holder.get().getOutputStream().close();
      try {
        if (!holder.get().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          holder.get().destroy();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        holder.get().destroy();
      }
    }
  }
}

package org.keytally.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Optional;

/**
 * The bytes of a file with private keys, or why there are none. To be wiped by whoever reads it.
 *
 * @param isAbsent whether there is no such file
 * @param reason a clause, where there is no content
 */
record KeyFileBytes(Optional<byte[]> content, boolean isAbsent, String reason) {

  /** In bytes; a thousand identities take a tenth of it. */
  static final int LARGEST = 1 << 20;

  /** Reads a regular file of at most {@link #LARGEST} bytes. */
  static KeyFileBytes read(Path path) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      if (attributes.isDirectory()) {
        return failed("is a folder");
      }
      if (!attributes.isRegularFile()) {
        return failed("is not a regular file");
      }
      if (attributes.size() > LARGEST) {
        return failed("is larger than 1 MiB");
      }
      try (InputStream in = Files.newInputStream(path)) {
        return read(in);
      }
    } catch (NoSuchFileException e) {
      return new KeyFileBytes(Optional.empty(), true, "does not exist");
    } catch (AccessDeniedException e) {
      return failed("may not be read");
    } catch (IOException e) {
      return failed("cannot be read");
    }
  }

  /** Reads all of a stream, at most {@link #LARGEST} bytes. */
  static KeyFileBytes read(InputStream in) throws IOException {
    byte[] buffer = new byte[LARGEST + 1];
    try {
      int length = in.readNBytes(buffer, 0, buffer.length);
      return length > LARGEST
          ? failed("is larger than 1 MiB")
          : new KeyFileBytes(Optional.of(Arrays.copyOf(buffer, length)), false, "");
    } finally {
      Arrays.fill(buffer, (byte) 0);
    }
  }

  private static KeyFileBytes failed(String reason) {
    return new KeyFileBytes(Optional.empty(), false, reason);
  }

  /** Overwrites the bytes. */
  void wipe() {
    if (content.isPresent()) {
      Arrays.fill(content.get(), (byte) 0);
    }
  }
}

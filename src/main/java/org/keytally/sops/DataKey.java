package org.keytally.sops;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The key that a file's values are encrypted with, and the shares of it that its key groups hold.
 * Wiped on close.
 */
final class DataKey implements AutoCloseable {

  private static final SecureRandom RANDOM = new SecureRandom();

  private final byte[] key;
  private final List<Optional<byte[]>> parts;

  /**
   * @param parts for each group what its keys wrap, where it is known: the data key itself with one
   *     group, else the group's share
   */
  DataKey(byte[] key, List<Optional<byte[]>> parts) {
    this.key = key;
    this.parts = List.copyOf(parts);
  }

  /** Draws a key and splits it among groups. */
  static DataKey draw(int groups, int threshold) {
    byte[] key = new byte[ValueCipher.KEY_LENGTH];
    RANDOM.nextBytes(key);
    return split(key, groups, threshold);
  }

  /** Splits a key that is taken over. */
  static DataKey split(byte[] key, int groups, int threshold) {
    if (groups == 1) {
      return new DataKey(key, List.of(Optional.of(key.clone())));
    }
    List<Optional<byte[]>> parts = new ArrayList<>();
    for (byte[] share : ShamirShares.split(key, groups, threshold)) {
      parts.add(Optional.of(share));
    }
    return new DataKey(key, parts);
  }

  byte[] bytes() {
    return key;
  }

  /** What the keys of a group wrap. */
  Optional<byte[]> part(int group) {
    return parts.get(group);
  }

  ValueCipher cipher() {
    return new ValueCipher(key);
  }

  @Override
  public void close() {
    Arrays.fill(key, (byte) 0);
    for (Optional<byte[]> part : parts) {
      part.ifPresent(bytes -> Arrays.fill(bytes, (byte) 0));
    }
  }
}

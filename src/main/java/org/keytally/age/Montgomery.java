package org.keytally.age;

import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.bouncycastle.math.ec.rfc7748.X25519Field;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** X25519 (RFC 7748) on byte arrays of 32, and the way there from Ed25519. */
final class Montgomery {

  static final int LENGTH = X25519.POINT_SIZE;
  private static final byte[] BASE_POINT = basePoint();

  private Montgomery() {}

  /** The public key; multiplies the plain way, because the tables for the fast one cost a start. */
  static byte[] publicKey(byte[] scalar) {
    byte[] point = new byte[LENGTH];
    X25519.scalarMult(scalar, 0, BASE_POINT, 0, point, 0);
    return point;
  }

  /** The shared secret; nothing for a point of low order, which would make it known to anyone. */
  static Optional<byte[]> agree(byte[] scalar, byte[] point) {
    byte[] shared = new byte[LENGTH];
    return X25519.calculateAgreement(scalar, 0, point, 0, shared, 0)
        ? Optional.of(shared)
        : Optional.empty();
  }

  /** The same public key on the other curve: u = (1 + y) / (1 - y); nothing where it is no key. */
  static Optional<byte[]> fromEdwards(byte[] publicKey) {
    if (publicKey.length != Ed25519.PUBLIC_KEY_SIZE
        || !Ed25519.validatePublicKeyPartial(publicKey, 0)) {
      return Optional.empty();
    }
    int[] y = X25519Field.create();
    X25519Field.decode255(publicKey, y);
    int[] one = X25519Field.create();
    X25519Field.one(one);
    int[] above = X25519Field.create();
    int[] below = X25519Field.create();
    X25519Field.add(one, y, above);
    X25519Field.sub(one, y, below);
    X25519Field.carry(above);
    X25519Field.carry(below);
    X25519Field.inv(below, below);
    X25519Field.mul(above, below, above);
    X25519Field.normalize(above);
    byte[] u = new byte[LENGTH];
    X25519Field.encode(above, u);
    Arrays.fill(below, 0);
    return Optional.of(u);
  }

  private static byte[] basePoint() {
    byte[] point = new byte[LENGTH];
    point[0] = 9;
    return point;
  }
}

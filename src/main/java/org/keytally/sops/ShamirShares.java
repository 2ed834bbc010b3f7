package org.keytally.sops;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;

/**
 * Shamir's secret sharing over GF(2⁸) as HashiCorp Vault does it: a share is one byte for each byte
 * of the secret, then the x-coordinate (sops-file-format 4.2).
 */
final class ShamirShares {

  /** There are 255 x-coordinates other than zero. */
  static final int MAX_SHARES = 255;

  /** The field is that of AES: modulo x⁸+x⁴+x³+x+1. */
  private static final int REDUCTION = 0x1b;

  private static final SecureRandom RANDOM = new SecureRandom();

  private ShamirShares() {}

  /**
   * One share for each group; the x-coordinates are 1, 2, 3 …
   *
   * @param threshold how many shares recover the secret, from 2 to {@code count}
   */
  static byte[][] split(byte[] secret, int count, int threshold) {
    if (threshold < 2 || threshold > count || count > MAX_SHARES) {
      throw new IllegalArgumentException(
          "cannot split into " + count + " shares of which " + threshold + " recover the secret");
    }
    byte[][] shares = new byte[count][secret.length + 1];
    byte[] coefficients = new byte[threshold];
    for (int i = 0; i < secret.length; i++) {
      RANDOM.nextBytes(coefficients);
      coefficients[0] = secret[i];
      for (int share = 0; share < count; share++) {
        shares[share][i] = (byte) evaluate(coefficients, share + 1);
      }
    }
    Arrays.fill(coefficients, (byte) 0);
    for (int share = 0; share < count; share++) {
      shares[share][secret.length] = (byte) (share + 1);
    }
    return shares;
  }

  /**
   * The secret that shares recover, if they are enough.
   *
   * @throws IllegalArgumentException if there are fewer than two, their lengths differ, or two have
   *     the same x-coordinate
   */
  static byte[] combine(List<byte[]> shares) {
    return interpolate(shares, 0);
  }

  /**
   * The share with an x-coordinate, without it, computed from enough others; at 0 it is the secret.
   */
  static byte[] interpolate(List<byte[]> shares, int at) {
    if (shares.size() < 2) {
      throw new IllegalArgumentException("fewer than two shares recover nothing");
    }
    int length = shares.get(0).length;
    boolean[] seen = new boolean[256];
    for (byte[] share : shares) {
      if (share.length != length || length < 2) {
        throw new IllegalArgumentException("the shares differ in length");
      }
      int x = share[length - 1] & 0xff;
      if (x == 0 || seen[x]) {
        throw new IllegalArgumentException("two shares have the same x-coordinate, or one has 0");
      }
      seen[x] = true;
    }
    byte[] result = new byte[length - 1];
    for (byte[] share : shares) {
      int x = share[length - 1] & 0xff;
      int weight = 1;
      for (byte[] other : shares) {
        int otherX = other[length - 1] & 0xff;
        if (otherX != x) {
          weight = multiply(weight, divide(at ^ otherX, x ^ otherX));
        }
      }
      for (int i = 0; i < result.length; i++) {
        result[i] ^= (byte) multiply(share[i] & 0xff, weight);
      }
    }
    return result;
  }

  private static int evaluate(byte[] coefficients, int x) {
    int value = 0;
    for (int i = coefficients.length - 1; i >= 0; i--) {
      value = multiply(value, x) ^ (coefficients[i] & 0xff);
    }
    return value;
  }

  /** Without branches on its operands, which are secret. */
  private static int multiply(int a, int b) {
    int product = 0;
    for (int i = 7; i >= 0; i--) {
      product = (-(b >> i & 1) & a) ^ (-(product >> 7) & REDUCTION) ^ (product << 1 & 0xff);
    }
    return product;
  }

  /** The operands are x-coordinates, which are public. */
  private static int divide(int a, int b) {
    int inverse = b;
    // The inverse is the 254th power: b²·b⁴·…·b¹²⁸.
    int power = 1;
    for (int i = 0; i < 7; i++) {
      inverse = multiply(inverse, inverse);
      power = multiply(power, inverse);
    }
    return multiply(a, power);
  }
}

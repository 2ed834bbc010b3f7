package org.keytally.source;

import com.exceptionfactory.jagged.bech32.Bech32;
import com.exceptionfactory.jagged.bech32.Bech32Address;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.KeyAgreement;
import org.keytally.age.MalformedKeyException;

/** Public keys of identities. */
final class Recipients {

  private static final BigInteger BASE_POINT = BigInteger.valueOf(9);

  private Recipients() {}

  /** See {@link IdentityText.Parser}. */
  static Optional<String> of(byte[] identity) throws MalformedKeyException {
    CharBuffer text = StandardCharsets.US_ASCII.decode(ByteBuffer.wrap(identity));
    byte[] data = new byte[0];
    try {
      Bech32Address address = Bech32.getDecoder().decode(text);
      data = address.getData();
      if (!address.getHumanReadablePart().toString().equals("AGE-SECRET-KEY-")) {
        return Optional.empty();
      }
      return Optional.of(Bech32.getEncoder().encode("age", publicKey(data)).toString());
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      throw new MalformedKeyException("damaged identity");
    } finally {
      Arrays.fill(data, (byte) 0);
      Arrays.fill(text.array(), '\0');
    }
  }

  private static byte[] publicKey(byte[] privateKey) throws GeneralSecurityException {
    KeyFactory keys = KeyFactory.getInstance("X25519");
    KeyAgreement agreement = KeyAgreement.getInstance("X25519");
    agreement.init(
        keys.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, privateKey)));
    agreement.doPhase(
        keys.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, BASE_POINT)), true);
    return agreement.generateSecret();
  }
}

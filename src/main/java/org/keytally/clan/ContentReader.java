package org.keytally.clan;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keytally.sops.RecipientPool;
import org.keytally.sops.SopsConfigReader;
import org.keytally.sops.SopsFile;
import org.keytally.sops.SopsFileReader;

/** Looks at single contents; what they repeat is kept once for all of one run. */
final class ContentReader {

  private final RecipientPool pool = new RecipientPool();

  /** What a link tells. */
  Told link(byte[] content) {
    return new Told.Link(
        content.length <= Links.LONGEST_TARGET
            ? Optional.of(pool.share(new String(content, StandardCharsets.UTF_8)))
            : Optional.empty());
  }

  /** What a regular file tells. */
  Told read(Layout.Role role, String path, byte[] content) {
    return switch (role) {
      case SOPS_CONFIG ->
          new Told.Config(
              SopsConfigReader.read(path, content), Disclosure.privateKeys(path, content));
      case KEY_FILE -> new Told.Keys(KeyFileReader.read(path, content));
      case BESIDE_KEY_FILE -> besideKeyFile(path, content);
      case FOREIGN_KEY_FILE -> new Told.Problems(KeyFileReader.read(path, content).problems());
      case SECRET -> secret(path, content);
      case VALUE ->
          new Told.Value(
              new Contents.PublicValue(
                  content.length, Disclosure.of(content), SshValue.of(content)));
      case VALIDATION_HASH -> new Told.Hash(pool.share(shortText(content)));
      case MEMBER ->
          new Told.Member(
              content.length <= Links.LONGEST_TARGET
                  ? Optional.of(shortText(content))
                  : Optional.empty(),
              Disclosure.privateKeys(path, content));
      case INVENTORY -> new Told.Machines(InventoryReader.read(Contents.json(), path, content));
      case MANIFEST -> manifest(path, content);
      case NEVER_SECRET -> new Told.Exposed(Disclosure.privateKeys(path, content));
      case FLAKE_LOCK -> new Told.Lock(FlakeLock.read(Contents.json(), content).time());
      case AGE_STORE -> {
        AgeStoreReader.Part part = AgeStoreReader.part(path, content);
        yield new Told.OfAgeStore(
            part, part.isSound() ? List.of() : Disclosure.privateKeys(path, content));
      }
      case OTHER_OF_CLAN -> {
        Optional<SopsFile> file = SopsFileReader.read(path, content, pool);
        yield file.isPresent()
            ? new Told.Stray(file.get())
            : new Told.Exposed(Disclosure.privateKeys(path, content));
      }
      case OTHER -> other(path, content);
    };
  }

  private static Told manifest(String path, byte[] content) {
    List<Fleet.PrivateKeyText> keys = Disclosure.privateKeys(path, content);
    try {
      return new Told.Declared(Optional.of(ManifestReader.read(content)), List.of(), keys);
    } catch (ManifestException e) {
      Problem problem =
          new Problem(Problem.Kind.MANIFEST, path, e.line(), String.valueOf(e.getMessage()));
      return new Told.Declared(Optional.empty(), List.of(problem), keys);
    }
  }

  private Told secret(String path, byte[] content) {
    SopsFile file = SopsFileReader.readSecret(content, pool);
    return new Told.Sealed(
        file, file.groups().isEmpty() ? Disclosure.privateKeys(path, content) : List.of());
  }

  private Told besideKeyFile(String path, byte[] content) {
    List<Problem> found = new ArrayList<>(0);
    if (!Bytes.isBinary(content) && SopsFileReader.read(path, content, pool).isEmpty()) {
      for (PrivateKeyScan.Hit hit : PrivateKeyScan.scan(content)) {
        found.add(
            new Problem(
                Problem.Kind.PRIVATE_KEY,
                path,
                hit.line(),
                hit.what() + " stands in clear beside public keys",
                hit.key()));
      }
    }
    return new Told.BesideKeys(found);
  }

  private Told other(String path, byte[] content) {
    int oldName = path.endsWith(".nix") ? RuntimeNames.firstOld(content) : 0;
    Optional<SopsFile> file = SopsFileReader.read(path, content, pool);
    return new Told.Other(
        oldName, file, file.isPresent() ? List.of() : Disclosure.privateKeys(path, content));
  }

  /** A short content as text, an overlong one cut. */
  private static String shortText(byte[] content) {
    return new String(
        content, 0, Math.min(content.length, Links.LONGEST_TARGET), StandardCharsets.UTF_8);
  }
}

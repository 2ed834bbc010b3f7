package org.keytally.sops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.keytally.age.Identity;

/** The files that four versions of sops wrote from the same plaintexts, with their test keys. */
final class Vectors {

  static final Path FOLDER = Path.of("src/test/resources/sops/vectors");

  private static final JsonNode INDEX = index();

  private Vectors() {}

  /**
   * One file.
   *
   * @param version of sops that wrote it
   */
  record Case(String version, String name) {

    Format format() {
      return Format.ofPath(name);
    }

    byte[] encrypted() {
      return read(FOLDER.resolve(version).resolve(name));
    }

    /** What the same version of sops decrypts it to. */
    byte[] decrypted() {
      return read(FOLDER.resolve(version).resolve("decrypted").resolve(name));
    }

    byte[] plain() {
      return read(FOLDER.resolve("plain").resolve(name));
    }

    @Override
    public String toString() {
      return version + ' ' + name;
    }
  }

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (JsonNode file : INDEX.get("files")) {
      if (!file.has("encrypt_error")) {
        cases.add(new Case(file.get("version").asText(), file.get("name").asText()));
      }
    }
    return cases;
  }

  static List<Case> of(String version) {
    return all().stream().filter(vector -> vector.version().equals(version)).toList();
  }

  static String recipient(int number) {
    return INDEX.get("identities").get(number).get("recipient").asText();
  }

  static String identityText(int number) {
    return INDEX.get("identities").get(number).get("identity").asText();
  }

  static String sshPublicKey() {
    return INDEX.get("ssh").get("public").asText();
  }

  static String sshPrivateKey() {
    return INDEX.get("ssh").get("private").asText();
  }

  static List<Identity> identities() {
    List<Identity> identities = new ArrayList<>();
    for (int i = 0; i < INDEX.get("identities").size(); i++) {
      identities.add(TestKeys.identity(identityText(i)));
    }
    identities.add(TestKeys.sshIdentity(sshPrivateKey()));
    return identities;
  }

  static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode index() {
    try {
      return new ObjectMapper().readTree(FOLDER.resolve("index.json").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package org.keytally.age;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** A program of its own for {@link PluginTest}, because only a new process has another PATH. */
final class PluginRoundTrip {

  private PluginRoundTrip() {}

  /** Arguments: wrap RECIPIENT OUT, or unwrap IDENTITY IN; prints what comes of it. */
  public static void main(String[] arguments) throws IOException {
    Prompt person = new Person();
    try {
      if (arguments[0].equals("wrap")) {
        byte[] file = Age.encrypt(Recipient.parse(arguments[1]), new byte[] {1, 2, 3}, person);
        Files.write(Path.of(arguments[2]), file);
        System.out.println(
            "matches " + AgeHeader.read(file).matches(Recipient.parse(arguments[1])));
      } else {
        Identity identity =
            Identity.parse(arguments[1].getBytes(StandardCharsets.US_ASCII), person);
        byte[] file = Files.readAllBytes(Path.of(arguments[2]));
        System.out.println(
            "plaintext " + HexFormat.of().formatHex(Age.decrypt(file, List.of(identity))));
      }
    } catch (AgeException e) {
      System.out.println(e.kind() + " " + e.getMessage());
    } catch (MalformedKeyException e) {
      System.out.println(e.reason());
    }
  }

  private static final class Person implements Prompt {

    @Override
    public boolean tell(String message) {
      System.out.println("told " + message);
      return true;
    }

    @Override
    public Optional<byte[]> secret(String question) {
      System.out.println("asked " + question);
      return Optional.of("1234".getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Optional<String> answer(String question) {
      return Optional.of("public");
    }

    @Override
    public Optional<Boolean> confirm(String question, String yes, Optional<String> no) {
      System.out.println("choice " + yes + " or " + no.orElse("nothing"));
      return Optional.of(true);
    }
  }
}

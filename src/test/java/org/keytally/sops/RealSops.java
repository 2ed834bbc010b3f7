package org.keytally.sops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.keytally.RealTools;

/** The real program, run in a folder of its own. */
final class RealSops {

  private final Path folder;
  private final String identities;

  RealSops(Path folder, String identities) {
    this.folder = folder;
    this.identities = identities;
  }

  /** The same with an ssh key where sops looks for one. */
  RealSops withSshKey(String pem) throws IOException {
    Path ssh = Files.createDirectories(folder.resolve(".ssh"));
    Files.writeString(ssh.resolve("id_ed25519"), pem);
    return this;
  }

  /** What sops decrypts a file of this name and content to. */
  byte[] decrypt(String name, byte[] encrypted) throws IOException, InterruptedException {
    Files.write(folder.resolve(name), encrypted);
    return run("decrypt", name);
  }

  /** What sops encrypts a text to, for one recipient. */
  byte[] encrypt(String name, byte[] plain, String... options)
      throws IOException, InterruptedException {
    Files.write(folder.resolve(name), plain);
    List<String> arguments = new ArrayList<>(List.of("encrypt"));
    arguments.addAll(List.of(options));
    arguments.add(name);
    return run(arguments.toArray(String[]::new));
  }

  /** The file after {@code sops updatekeys} under a {@code .sops.yaml}. */
  byte[] updateKeys(String name, byte[] encrypted, String configuration)
      throws IOException, InterruptedException {
    Files.writeString(folder.resolve(".sops.yaml"), configuration);
    Files.write(folder.resolve(name), encrypted);
    run("updatekeys", "-y", name);
    byte[] after = Files.readAllBytes(folder.resolve(name));
    Files.delete(folder.resolve(".sops.yaml"));
    return after;
  }

  byte[] run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(RealTools.require("sops").toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("SOPS_AGE_KEY", identities);
    builder.environment().put("HOME", folder.toString());
    Path errors = folder.resolve("errors.txt");
    builder.redirectError(errors.toFile());
    Process process = builder.start();
    process.getOutputStream().close();
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    process.getInputStream().transferTo(output);
    int status = process.waitFor();
    assertThat(status)
        .as("sops %s: %s", String.join(" ", arguments), Files.readString(errors))
        .isZero();
    return output.toByteArray();
  }
}

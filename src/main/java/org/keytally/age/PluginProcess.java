package org.keytally.age;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.keytally.age.AgeException.Kind;

/**
 * A run of {@code age-plugin-NAME} (C2SP age-plugin, recipient-v1 and identity-v1): started without
 * a shell from an absolute folder of PATH, with bounds on its time and on what it says.
 */
final class PluginProcess implements AutoCloseable {

  /** Enough for a person to find and touch a security key. */
  private static final long MOST_SECONDS = 120;

  private static final long SECONDS_TO_END = 2;
  private static final int MOST_OUTPUT = 1024 * 1024;
  private static final int MOST_MESSAGE = 4096;
  private static final int COLUMNS = 64;
  private static final String FILE_INDEX = "0";
  private static final byte[] NOTHING = new byte[0];

  private final String program;
  private final Process process;
  private final InputStream in;
  private final OutputStream out;
  private final Prompt prompt;
  private int received;

  private PluginProcess(String name, String stateMachine, Prompt prompt) throws AgeException {
    this.program = "age-plugin-" + name;
    this.prompt = prompt;
    Path file =
        find(program)
            .orElseThrow(
                () ->
                    new AgeException(
                        Kind.PLUGIN,
                        program
                            + " is not on PATH, and only it can use keys of its kind; install it"
                            + " and try again"));
    ProcessBuilder builder =
        new ProcessBuilder(file.toString(), "--age-plugin=" + stateMachine)
            .directory(new File(System.getProperty("java.io.tmpdir", "/")))
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().remove("SOPS_AGE_KEY");
    try {
      this.process = builder.start();
    } catch (IOException e) {
      throw new AgeException(Kind.PLUGIN, program + " cannot be started");
    }
    this.in = new BufferedInputStream(process.getInputStream());
    this.out = new BufferedOutputStream(process.getOutputStream());
    Thread watch = new Thread(this::watch, program);
    watch.setDaemon(true);
    watch.start();
  }

  /** Wraps a file key for a recipient. */
  static List<Stanza> wrap(String name, String recipient, byte[] fileKey, Prompt prompt)
      throws AgeException {
    try (PluginProcess plugin = new PluginProcess(name, "recipient-v1", prompt)) {
      plugin.send("add-recipient", List.of(recipient), NOTHING);
      plugin.send("wrap-file-key", List.of(), fileKey);
      plugin.send("extension-labels", List.of(), NOTHING);
      plugin.send("done", List.of(), NOTHING);
      List<Stanza> stanzas = new ArrayList<>();
      while (true) {
        Stanza said = plugin.receive();
        switch (said.type()) {
          case "recipient-stanza" -> {
            List<String> words = said.arguments();
            if (words.size() < 2 || !words.get(0).equals(FILE_INDEX)) {
              throw plugin.broken("a recipient stanza for a file that was not sent");
            }
            stanzas.add(new Stanza(words.get(1), words.subList(2, words.size()), said.body()));
            plugin.ok();
          }
          case "labels" -> plugin.ok();
          case "done" -> {
            if (stanzas.isEmpty()) {
              throw plugin.broken("no recipient stanza");
            }
            return stanzas;
          }
          default -> plugin.other(said);
        }
      }
    }
  }

  /** Unwraps the file key of one file; absent where the plugin has none. */
  static Optional<byte[]> unwrap(String name, byte[] identity, List<Stanza> stanzas, Prompt prompt)
      throws AgeException {
    try (PluginProcess plugin = new PluginProcess(name, "identity-v1", prompt)) {
      plugin.sendIdentity(identity);
      for (Stanza stanza : stanzas) {
        List<String> words = new ArrayList<>();
        words.add(FILE_INDEX);
        words.add(stanza.type());
        words.addAll(stanza.arguments());
        plugin.send("recipient-stanza", words, stanza.body());
      }
      plugin.send("done", List.of(), NOTHING);
      Optional<byte[]> fileKey = Optional.empty();
      while (true) {
        Stanza said = plugin.receive();
        switch (said.type()) {
          case "file-key" -> {
            if (fileKey.isPresent() || !said.arguments().equals(List.of(FILE_INDEX))) {
              throw plugin.broken("a file key for a file that was not sent");
            }
            fileKey = Optional.of(said.body());
            plugin.ok();
          }
          case "done" -> {
            return fileKey;
          }
          default -> plugin.other(said);
        }
      }
    }
  }

  /** Ends the program, gently where it has ended by itself. */
  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      process.destroy();
    }
    try {
      if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
        end();
      }
    } catch (InterruptedException e) {
      end();
      Thread.currentThread().interrupt();
    }
  }

  private void watch() {
    try {
      if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
        end();
      }
    } catch (InterruptedException e) {
      end();
      Thread.currentThread().interrupt();
    }
  }

  /** Ends what the program started too, because that would hold its output open. */
  private void end() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private void ok() throws AgeException {
    send("ok", List.of(), NOTHING);
  }

  /** Answers what both state machines have in common. */
  private void other(Stanza said) throws AgeException {
    switch (said.type()) {
      case "error" -> {
        ok();
        throw new AgeException(Kind.PLUGIN, program + " says: " + shown(said.body()));
      }
      case "msg" -> {
        if (prompt.tell(shown(said.body()))) {
          ok();
        } else {
          fail();
        }
      }
      case "request-secret" -> {
        Optional<byte[]> answer = prompt.secret(program + ": " + shown(said.body()));
        if (answer.isPresent()) {
          send("ok", List.of(), answer.get());
          Arrays.fill(answer.get(), (byte) 0);
        } else {
          fail();
        }
      }
      case "request-public" -> {
        Optional<String> answer = prompt.answer(program + ": " + shown(said.body()));
        if (answer.isPresent()) {
          send("ok", List.of(), answer.get().getBytes(StandardCharsets.UTF_8));
        } else {
          fail();
        }
      }
      case "confirm" -> {
        Optional<Boolean> choice = choose(said);
        if (choice.isPresent()) {
          send("ok", List.of(choice.get() ? "yes" : "no"), NOTHING);
        } else {
          fail();
        }
      }
      default -> send("unsupported", List.of(), NOTHING);
    }
  }

  private Optional<Boolean> choose(Stanza said) throws AgeException {
    int words = said.arguments().size();
    if (words != 1 && words != 2) {
      throw broken("a question without answers");
    }
    String yes = word(said.arguments().get(0));
    Optional<String> no =
        words == 2 ? Optional.of(word(said.arguments().get(1))) : Optional.empty();
    return prompt.confirm(program + ": " + shown(said.body()), yes, no);
  }

  private String word(String encoded) throws AgeException {
    return shown(RawBase64.decode(encoded).orElseThrow(() -> broken("an answer not in base64")));
  }

  private void fail() throws AgeException {
    send("fail", List.of(), NOTHING);
  }

  private void send(String command, List<String> words, byte[] body) throws AgeException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    new Stanza(command, words, body).writeTo(text);
    write(text.toByteArray());
  }

  /** Without a text in between, because an identity can be a private key. */
  private void sendIdentity(byte[] identity) throws AgeException {
    byte[] command = "-> add-identity ".getBytes(StandardCharsets.US_ASCII);
    byte[] line = Arrays.copyOf(command, command.length + identity.length + 2);
    System.arraycopy(identity, 0, line, command.length, identity.length);
    line[line.length - 2] = '\n';
    line[line.length - 1] = '\n';
    write(line);
  }

  private void write(byte[] text) throws AgeException {
    try {
      out.write(text);
      out.flush();
    } catch (IOException e) {
      throw new AgeException(Kind.PLUGIN, program + " stopped listening");
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  private Stanza receive() throws AgeException {
    byte[] line = line();
    String text = new String(line, StandardCharsets.US_ASCII);
    if (!text.startsWith("-> ")) {
      throw broken("a line that begins no stanza");
    }
    List<String> words = new ArrayList<>();
    int word = 3;
    for (int i = word; i <= text.length(); i++) {
      if (i == text.length() || text.charAt(i) == ' ') {
        if (i == word) {
          throw broken("an empty argument");
        }
        words.add(text.substring(word, i));
        word = i + 1;
      } else if (text.charAt(i) < '!' || text.charAt(i) > '~') {
        throw broken("an invalid character");
      }
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] part;
    do {
      part = line();
      body.writeBytes(part);
    } while (part.length == COLUMNS);
    if (part.length > COLUMNS) {
      throw broken("a line that is too long");
    }
    byte[] encoded = body.toByteArray();
    byte[] data = RawBase64.decode(encoded).orElseThrow(() -> broken("a body not in base64"));
    Arrays.fill(encoded, (byte) 0);
    return new Stanza(words.get(0), words.subList(1, words.size()), data);
  }

  private byte[] line() throws AgeException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try {
      while (true) {
        int c = in.read();
        if (c == '\n') {
          return line.toByteArray();
        }
        if (c < 0) {
          throw new AgeException(
              Kind.PLUGIN, program + " ended, or took too long, before it was done");
        }
        if (++received > MOST_OUTPUT) {
          throw broken("more than " + MOST_OUTPUT + " bytes");
        }
        line.write(c);
      }
    } catch (IOException e) {
      throw new AgeException(Kind.PLUGIN, program + " cannot be read from");
    }
  }

  private AgeException broken(String what) {
    return new AgeException(Kind.PLUGIN, program + " broke the plugin protocol: it sent " + what);
  }

  /** What a plugin says, in a length and an alphabet that a terminal can take. */
  private static String shown(byte[] message) {
    String text =
        new String(message, 0, Math.min(message.length, MOST_MESSAGE), StandardCharsets.UTF_8);
    StringBuilder shown = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      shown.append(Character.isISOControl(c) ? ' ' : c);
    }
    return shown.toString();
  }

  private static Optional<Path> find(String program) {
    String path = System.getenv("PATH");
    if (path == null) {
      return Optional.empty();
    }
    int begin = 0;
    for (int i = 0; i <= path.length(); i++) {
      if (i == path.length() || path.charAt(i) == File.pathSeparatorChar) {
        Path folder = Path.of(path.substring(begin, i));
        Path file = folder.resolve(program);
        if (folder.isAbsolute() && Files.isExecutable(file) && Files.isRegularFile(file)) {
          return Optional.of(file);
        }
        begin = i + 1;
      }
    }
    return Optional.empty();
  }
}

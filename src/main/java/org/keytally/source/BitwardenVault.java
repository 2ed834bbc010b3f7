package org.keytally.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.keytally.source.VaultException.Kind;

/**
 * Bitwarden and Vaultwarden through their own client {@code bw}, which has to be unlocked: the
 * session comes in {@code BW_SESSION}, and keytally knows no password. The client lists what it
 * remembers and never asks its server for that, so one call brings it up to date before one call
 * lists all items. Two shapes of items hold ssh keys: SSH-key items, and login items with the
 * public key as password and the private key as note.
 *
 * <p>The answer lies in one array, which is wiped. Tokens are read where they lie, and a private
 * key is stepped over as a token unless it is asked for; then it goes from that array into one of
 * its own and is never text.
 */
public final class BitwardenVault implements Vault {

  private static final String NAME = "Bitwarden";
  private static final String PROGRAM = "bw";
  private static final int DEEPEST = 50;
  private static final int SSH_KEY_ITEM = 5;

  /** How ssh public keys of any type begin. */
  private static final List<byte[]> PUBLIC_KEYS =
      List.of(ascii("ssh-"), ascii("ecdsa-"), ascii("sk-"));

  /** What the client, and Node below it, say of a server that does not answer. */
  private static final List<String> UNREACHABLE =
      List.of(
          "ECONNREFUSED",
          "ENOTFOUND",
          "ETIMEDOUT",
          "EAI_AGAIN",
          "ECONNRESET",
          "EHOSTUNREACH",
          "ENETUNREACH",
          "CERT_",
          "certificate",
          "FetchError",
          "fetch failed",
          "Failed to fetch");

  private final Environment environment;
  private final String search;
  private final Set<String> others;

  /**
   * A vault.
   *
   * @param environment with {@code PATH} and {@code BW_SESSION}
   * @param pattern of the items' names: one call lists them all
   * @param others names that need not fit the pattern, each of which costs a call if it does not
   */
  public BitwardenVault(Environment environment, ItemPattern pattern, Set<String> others) {
    this.environment = environment;
    this.search = pattern.shared();
    this.others = Set.copyOf(others);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<VaultItem> items(Predicate<String> wanted, Part part) throws VaultException {
    update();
    List<VaultItem> items =
        new ArrayList<>(list(search, item -> item.contains(search) && wanted.test(item), part));
    for (String other : others) {
      if (!other.contains(search) && wanted.test(other)) {
        items.addAll(list(other, other::equals, part));
      }
    }
    return items;
  }

  /** A list out of an old copy would call a key that was replaced yesterday the right one. */
  private void update() throws VaultException {
    try (ProgramRun run = run(List.of("sync", "--nointeraction"))) {
      if (run.code() != 0) {
        VaultException failure = failure(run.complaint(), run.code());
        if (failure.kind() != Kind.FAILED) {
          throw failure;
        }
        // Whether anything can be listed is for the list to say.
      }
    }
  }

  private List<VaultItem> list(String searched, Predicate<String> wanted, Part part)
      throws VaultException {
    List<String> arguments = List.of("list", "items", "--search", searched, "--nointeraction");
    try (ProgramRun run = run(arguments)) {
      if (run.code() != 0) {
        throw failure(run.complaint(), run.code());
      }
      return new Answer(run.printed(), wanted, part).read();
    }
  }

  private ProgramRun run(List<String> arguments) throws VaultException {
    try {
      return ProgramRun.of(environment, PROGRAM, arguments);
    } catch (VaultException e) {
      throw e.kind() == Kind.PROGRAM_MISSING
          ? new VaultException(
              e.kind(),
              "Bitwarden was not asked: its client bw is in no absolute folder of PATH. Install it"
                  + " with: npm install -g @bitwarden/cli")
          : e;
    }
  }

  private VaultException failure(String complaint, int code) {
    if (complaint.contains("not logged in")) {
      return new VaultException(
          Kind.LOGGED_OUT,
          "Bitwarden was not asked: the client bw is not logged in. Type: bw login");
    }
    if (complaint.contains("locked")
        || complaint.contains("Master password")
        || complaint.contains("session key")) {
      return new VaultException(
          Kind.LOCKED,
          "Bitwarden was not asked: the vault is locked"
              + (environment.hasText("BW_SESSION")
                  ? ", and BW_SESSION does not open it"
                  : ", and BW_SESSION is not set")
              + ". Type: export BW_SESSION=\"$(bw unlock --raw)\"");
    }
    for (String sign : UNREACHABLE) {
      if (complaint.contains(sign)) {
        return new VaultException(
            Kind.UNREACHABLE,
            "Bitwarden was not asked: its server does not answer, or not with a certificate that"
                + " this computer trusts, and what bw remembers may be old. Try: bw sync");
      }
    }
    return new VaultException(
        Kind.FAILED,
        "Bitwarden was not asked: bw failed with exit code " + code + ". Try: bw status");
  }

  /** One item as far as it has been read: where its values stand, since most are not wanted. */
  private static final class Draft {
    private Optional<String> name = Optional.empty();
    private int type;
    private int sshPublicAt = -1;
    private int sshPrivateAt = -1;
    private int passwordAt = -1;
    private int notesAt = -1;
  }

  /**
   * What {@code bw list items} prints: an array of objects with more members than are looked at.
   */
  private static final class Answer {

    private final byte[] json;
    private final Predicate<String> wanted;
    private final Part part;

    Answer(byte[] json, Predicate<String> wanted, Part part) {
      this.json = json;
      this.wanted = wanted;
      this.part = part;
    }

    List<VaultItem> read() throws VaultException {
      List<VaultItem> items = new ArrayList<>();
      boolean complete = false;
      try (JsonParser parser =
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
              .build()
              .createParser(json)) {
        if (parser.nextToken() != JsonToken.START_ARRAY) {
          throw malformed();
        }
        JsonToken token;
        while ((token = parser.nextToken()) == JsonToken.START_OBJECT) {
          Optional<VaultItem> item = item(parser);
          if (item.isPresent()) {
            items.add(item.get());
          }
        }
        complete = token == JsonToken.END_ARRAY;
        if (!complete) {
          throw malformed();
        }
        return items;
      } catch (VaultException e) {
        throw e;
      } catch (IOException e) {
        // Its message quotes what it failed on.
        throw malformed();
      } finally {
        if (!complete) {
          for (VaultItem item : items) {
            item.close();
          }
        }
      }
    }

    private Optional<VaultItem> item(JsonParser parser) throws IOException {
      Draft draft = new Draft();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        JsonToken value = parser.nextToken();
        switch (field) {
          case "name" -> draft.name = text(parser, value);
          case "type" ->
              draft.type = value == JsonToken.VALUE_NUMBER_INT ? parser.getIntValue() : 0;
          case "notes" -> draft.notesAt = position(parser, value);
          case "login", "sshKey" -> {
            if (value == JsonToken.START_OBJECT) {
              keys(parser, draft, field.equals("login"));
            } else {
              parser.skipChildren();
            }
          }
          default -> parser.skipChildren();
        }
      }
      if (draft.name.isEmpty() || !wanted.test(draft.name.get())) {
        return Optional.empty();
      }
      boolean sshItem = draft.type == SSH_KEY_ITEM;
      int privateAt = sshItem ? draft.sshPrivateAt : draft.notesAt;
      return Optional.of(
          new VaultItem(
              draft.name.get(),
              publicKey(sshItem ? draft.sshPublicAt : draft.passwordAt),
              part == Part.PRIVATE_KEY && privateAt >= 0
                  ? Optional.of(JsonText.decode(json, privateAt))
                  : Optional.empty()));
    }

    /** A public key where one stands; a password there does not become text. */
    private Optional<String> publicKey(int at) throws IOException {
      if (at < 0) {
        return Optional.empty();
      }
      byte[] value = JsonText.decode(json, at);
      try {
        int start = 0;
        while (start < value.length && value[start] <= ' ' && value[start] >= 0) {
          start++;
        }
        for (byte[] type : PUBLIC_KEYS) {
          int end = start + type.length;
          if (end < value.length && Arrays.equals(value, start, end, type, 0, type.length)) {
            return Optional.of(
                new String(value, start, value.length - start, StandardCharsets.UTF_8));
          }
        }
        return Optional.empty();
      } finally {
        Arrays.fill(value, (byte) 0);
      }
    }

    private static void keys(JsonParser parser, Draft draft, boolean login) throws IOException {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        JsonToken value = parser.nextToken();
        if (login && field.equals("password")) {
          draft.passwordAt = position(parser, value);
        } else if (!login && field.equals("publicKey")) {
          draft.sshPublicAt = position(parser, value);
        } else if (!login && field.equals("privateKey")) {
          draft.sshPrivateAt = position(parser, value);
        } else {
          parser.skipChildren();
        }
      }
    }

    private static Optional<String> text(JsonParser parser, JsonToken value) throws IOException {
      if (value == JsonToken.VALUE_STRING) {
        return Optional.of(parser.getText());
      }
      parser.skipChildren();
      return Optional.empty();
    }

    /** Where a string begins, without reading it; -1 for any other value. */
    private static int position(JsonParser parser, JsonToken value) throws IOException {
      if (value == JsonToken.VALUE_STRING) {
        return (int) parser.currentTokenLocation().getByteOffset();
      }
      parser.skipChildren();
      return -1;
    }

    private static VaultException malformed() {
      return new VaultException(
          Kind.FAILED, "Bitwarden was asked, but bw did not print a list of items.");
    }
  }
}

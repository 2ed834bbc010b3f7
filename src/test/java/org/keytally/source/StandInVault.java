package org.keytally.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.keytally.SshKeyPair;

/**
 * A Bitwarden server on loopback with one account, just large enough for the real client to log in,
 * unlock and list. It keeps only what is encrypted under the account's keys, as the real one does
 * (Bitwarden Security White Paper, "Overview of the Master Password Hashing, Key Derivation, and
 * Encryption Process").
 */
public final class StandInVault implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Base64.Encoder BASE64 = Base64.getEncoder();
  private static final String EMAIL = "ann@example.org";
  private static final String PASSWORD = "a master password of nobody";
  private static final int ROUNDS = 600_000;
  private static final String USER_ID = UUID.randomUUID().toString();
  private static final String DAY = "2026-01-01T00:00:00.000Z";

  private final SecureRandom random = new SecureRandom();
  private final HttpsServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Path certificate;
  private final byte[] userKey = new byte[64];
  private final String wrappedUserKey;
  private final String publicKey;
  private final String wrappedPrivateKey;
  private final ArrayNode items = JSON.createArrayNode();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  private StandInVault(Path folder) throws IOException, GeneralSecurityException {
    random.nextBytes(userKey);
    wrappedUserKey = encrypt(stretchedMasterKey(), userKey);
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair rsa = generator.generateKeyPair();
    publicKey = BASE64.encodeToString(rsa.getPublic().getEncoded());
    wrappedPrivateKey = encrypt(userKey, rsa.getPrivate().getEncoded());
    KeyStore store = selfSigned(folder.resolve("vault.p12"));
    certificate = folder.resolve("vault.pem");
    Files.writeString(
        certificate,
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(store.getCertificate("vault").getEncoded())
            + "\n-----END CERTIFICATE-----\n");
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls(store)));
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /**
   * Starts it on a free port.
   *
   * @param folder for its certificate
   */
  public static StandInVault start(Path folder) throws IOException, GeneralSecurityException {
    return new StandInVault(folder);
  }

  /** What the client is told with {@code bw config server}. */
  public String url() {
    return "https://127.0.0.1:" + server.getAddress().getPort();
  }

  /** What {@code NODE_EXTRA_CA_CERTS} has to name. */
  public Path certificate() {
    return certificate;
  }

  public String masterPassword() {
    return PASSWORD;
  }

  public String clientId() {
    return "user." + USER_ID;
  }

  /** Method and path of each request so far. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /** An SSH-key item. */
  public StandInVault sshItem(String name, SshKeyPair pair) {
    ObjectNode key = JSON.createObjectNode();
    key.put("publicKey", encrypt(pair.publicLine() + " a comment"));
    key.put("privateKey", encrypt(pair.privateText()));
    key.put("keyFingerprint", encrypt("SHA256:unused"));
    item(5, name, null).set("sshKey", key);
    return this;
  }

  /** A login item, with the public key as password and the private key as note. */
  public StandInVault loginItem(String name, SshKeyPair pair) {
    ObjectNode login = JSON.createObjectNode();
    login.put("username", encrypt("root"));
    login.put("password", encrypt(pair.publicLine()));
    login.putNull("totp");
    login.putNull("uris");
    item(1, name, pair.privateText()).set("login", login);
    return this;
  }

  /** Stops answering; from then on nobody listens on its port. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private ObjectNode item(int type, String name, String notes) {
    ObjectNode item = JSON.createObjectNode();
    item.put("object", "cipherDetails");
    item.put("id", UUID.randomUUID().toString());
    item.put("type", type);
    item.put("name", encrypt(name));
    item.put("notes", notes == null ? null : encrypt(notes));
    item.put("revisionDate", DAY);
    item.put("creationDate", DAY);
    item.put("edit", true);
    item.put("viewPassword", true);
    item.put("favorite", false);
    item.put("reprompt", 0);
    item.put("organizationUseTotp", false);
    item.putNull("organizationId");
    item.putNull("folderId");
    item.putNull("deletedDate");
    item.putNull("key");
    item.putArray("collectionIds");
    items.add(item);
    return item;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange;
        InputStream body = exchange.getRequestBody()) {
      String path = exchange.getRequestURI().getPath();
      body.readAllBytes();
      requests.add(exchange.getRequestMethod() + " " + path);
      JsonNode answer =
          switch (path) {
            case "/identity/connect/token" -> token();
            case "/api/config" -> config();
            case "/api/sync" -> sync();
            case "/api/accounts/revision-date" -> JSON.getNodeFactory().numberNode(0);
            case "/api/accounts/key-management/user-key-id" -> JSON.createObjectNode();
            default -> null;
          };
      byte[] content = answer == null ? new byte[0] : JSON.writeValueAsBytes(answer);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(
          answer == null ? 404 : 200, content.length == 0 ? -1 : content.length);
      exchange.getResponseBody().write(content);
    }
  }

  private JsonNode config() {
    ObjectNode config = JSON.createObjectNode();
    config.put("object", "config").put("version", "2026.9.0").put("gitHash", "0000000");
    config.putNull("server");
    config
        .putObject("environment")
        .put("vault", url())
        .put("api", url() + "/api")
        .put("identity", url() + "/identity")
        .put("notifications", url() + "/notifications");
    config.putObject("featureStates");
    return config;
  }

  private JsonNode token() {
    ObjectNode token = JSON.createObjectNode();
    token.put("access_token", accessToken()).put("expires_in", 3600).put("token_type", "Bearer");
    token.put("refresh_token", "refresh").put("scope", "api");
    token.put("Key", wrappedUserKey).put("PrivateKey", wrappedPrivateKey);
    token.put("Kdf", 0).put("KdfIterations", ROUNDS).put("ResetMasterPassword", false);
    token.set("AccountKeys", accountKeys());
    ObjectNode options = token.putObject("UserDecryptionOptions");
    options.put("HasMasterPassword", true);
    ObjectNode unlock = options.putObject("MasterPasswordUnlock");
    unlock.putObject("Kdf").put("KdfType", 0).put("Iterations", ROUNDS);
    unlock.put("MasterKeyEncryptedUserKey", wrappedUserKey).put("Salt", EMAIL);
    return token;
  }

  private static String accessToken() {
    long now = System.currentTimeMillis() / 1000;
    ObjectNode claims = JSON.createObjectNode();
    claims.put("sub", USER_ID).put("email", EMAIL).put("email_verified", true).put("name", "Ann");
    claims.put("premium", false).put("iss", "stand-in").put("sstamp", "stamp").put("device", "d");
    claims.put("nbf", now - 60).put("iat", now - 60).put("exp", now + 86_400);
    claims.putArray("scope").add("api").add("offline_access");
    claims.putArray("amr").add("Application");
    Base64.Encoder url = Base64.getUrlEncoder().withoutPadding();
    return url.encodeToString("{\"alg\":\"none\",\"typ\":\"JWT\"}".getBytes(UTF_8))
        + "."
        + url.encodeToString(claims.toString().getBytes(UTF_8))
        + "."
        + url.encodeToString("unsigned".getBytes(UTF_8));
  }

  private ObjectNode accountKeys() {
    ObjectNode keys = JSON.createObjectNode();
    keys.putObject("publicKeyEncryptionKeyPair")
        .put("wrappedPrivateKey", wrappedPrivateKey)
        .put("publicKey", publicKey);
    keys.putNull("signatureKeyPair");
    keys.putNull("securityState");
    return keys;
  }

  private JsonNode sync() {
    ObjectNode sync = JSON.createObjectNode();
    sync.put("object", "sync");
    ObjectNode profile = sync.putObject("profile");
    profile.put("object", "profile").put("id", USER_ID).put("email", EMAIL).put("name", "Ann");
    profile.put("emailVerified", true).put("premium", false).put("twoFactorEnabled", false);
    profile.put("key", wrappedUserKey).put("privateKey", wrappedPrivateKey);
    profile.set("accountKeys", accountKeys());
    profile.put("securityStamp", "stamp").put("creationDate", DAY);
    profile.put("forcePasswordReset", false).put("usesKeyConnector", false);
    profile.putArray("organizations");
    profile.putArray("providers");
    profile.putArray("providerOrganizations");
    for (String none : List.of("folders", "collections", "policies", "sends")) {
      sync.putArray(none);
    }
    sync.putNull("domains");
    sync.set("ciphers", items);
    ObjectNode unlock = sync.putObject("userDecryption").putObject("masterPasswordUnlock");
    unlock.putObject("kdf").put("kdfType", 0).put("iterations", ROUNDS);
    unlock.put("masterKeyEncryptedUserKey", wrappedUserKey).put("salt", EMAIL);
    return sync;
  }

  private static byte[] stretchedMasterKey() throws GeneralSecurityException {
    byte[] master =
        SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
            .generateSecret(
                new PBEKeySpec(PASSWORD.toCharArray(), EMAIL.getBytes(UTF_8), ROUNDS, 256))
            .getEncoded();
    byte[] stretched = new byte[64];
    System.arraycopy(hmac(master, "enc\1".getBytes(UTF_8)), 0, stretched, 0, 32);
    System.arraycopy(hmac(master, "mac\1".getBytes(UTF_8)), 0, stretched, 32, 32);
    return stretched;
  }

  private static byte[] hmac(byte[] key, byte[]... message) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    for (byte[] part : message) {
      mac.update(part);
    }
    return mac.doFinal();
  }

  private String encrypt(String text) {
    try {
      return encrypt(userKey, text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * An encrypted string of type 2: AES-256-CBC and HMAC-SHA-256.
   *
   * @param key 32 bytes for the cipher, then 32 for the MAC
   */
  private String encrypt(byte[] key, byte[] plaintext) throws GeneralSecurityException {
    byte[] iv = new byte[16];
    random.nextBytes(iv);
    Cipher aes = Cipher.getInstance("AES/CBC/PKCS5Padding");
    aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, 0, 32, "AES"), new IvParameterSpec(iv));
    byte[] ciphertext = aes.doFinal(plaintext);
    byte[] mac = hmac(Arrays.copyOfRange(key, 32, 64), iv, ciphertext);
    return "2."
        + BASE64.encodeToString(iv)
        + "|"
        + BASE64.encodeToString(ciphertext)
        + "|"
        + BASE64.encodeToString(mac);
  }

  /** A key and its certificate for 127.0.0.1; only the JDK's keytool makes certificates. */
  private static KeyStore selfSigned(Path file) throws IOException, GeneralSecurityException {
    ProcessBuilder keytool =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "vault",
            "-keyalg",
            "EC",
            "-dname",
            "CN=127.0.0.1",
            "-ext",
            "SAN=IP:127.0.0.1",
            "-validity",
            "3650",
            "-storetype",
            "PKCS12",
            "-storepass",
            PASSWORD,
            "-keystore",
            file.toString());
    Process process = keytool.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(said);
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  private static SSLContext tls(KeyStore store) throws GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }
}

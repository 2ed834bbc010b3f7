package org.keytally.cli;

import static org.keytally.demo.FleetBuilder.perMachine;
import static org.keytally.demo.FleetBuilder.plain;
import static org.keytally.demo.FleetBuilder.shared;

import java.io.IOException;
import java.nio.file.Path;
import org.keytally.demo.FleetBuilder;
import org.keytally.git.NewRepository;
import org.keytally.git.RepositoryException;

/**
 * A fleet with something of all that a hook has to read and to report: who checks a commit of it
 * loads nearly every class that a commit of any fleet needs.
 */
final class TrainingFleet {

  private static final String SSH_KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPR+G8fXWcAVcQaTe6PsDyhWRWSFoDFNmnLY9FBKgs+v a@b\n";

  /** Of the age-plugin-yubikey documentation: a key that nobody has. */
  private static final String PLUGIN_KEY =
      "age1yubikey1qgqqzqsrqszsvpcgpy9qkrqdpc83qygjzv2p29shrqv35xcur50p7wlqp0l";

  /** Of the staged state only, so that rules are trained with what Nix declares and without. */
  private static final String MANIFEST =
      """
      {"schema": "clan-manifest/1", "source": {}, "machines": {"web01": {
        "settings": {"secretStore": "sops", "defaultGroups": ["admins"]},
        "generators": {
          "sshd": {"files": {"key": {"secret": true, "deploy": true},
                             "key.pub": {"secret": false, "deploy": false}},
                   "share": false, "dependencies": ["wifi", "nothing"], "prompts": {}},
          "wifi": {"files": {"password": {"secret": true, "deploy": true},
                             "name": {"secret": false, "deploy": false}},
                   "share": true, "dependencies": [], "prompts": {}}}}}}
      """;

  private TrainingFleet() {}

  /**
   * Makes it, with a commit that is sound and staged changes that are not.
   *
   * @param folder does not exist
   */
  static void commitTo(Path folder) throws IOException, RepositoryException {
    FleetBuilder sound =
        FleetBuilder.seeded(1)
            .shapesOnly()
            .user("alice")
            .user("bob")
            .userWithKeys("carol", PLUGIN_KEY)
            .group("admins", "alice", "bob")
            .machine("web01", "groups/admins")
            .machine("web02", "groups/admins")
            .inventory("web01", "web02", "web03")
            .anchor("alice")
            .anchor("bob")
            .rule("^secrets/[a-z0-9_]+\\.(yaml|json|env)$", "alice", "bob")
            .ruledFile("secrets/app.yaml", "token: none\nlist:\n- one\n- two\n")
            .ruledFile("secrets/app.json", "{\"token\": \"none\"}")
            .ruledFile("secrets/app.env", "TOKEN=none\n")
            .secret(plain("token"), "groups/admins")
            .secret(plain("both"), "alice", "carol")
            .secret(shared("wifi", "password"), "groups/admins", "web01")
            .secret(perMachine("web01", "sshd", "key"), "groups/admins", "web01")
            .value(perMachine("web01", "sshd", "key.pub"), SSH_KEY)
            .value(shared("wifi", "name"), "home\n")
            .file(".gitattributes", "*.nix text eol=lf\n")
            .file("modules/empty", "")
            .file("modules/default.nix", "{ x = \"/run/secrets/vars/wifi/name\"; }\n")
            .file("flake.lock", "{\"nodes\": {\"root\": {\"inputs\": {}}}, \"version\": 7}\n")
            .file("lib/.sops.yaml", "creation_rules:\n  - { path_regex: 'x$', age: [ ] }\n");
    sound.commitTo(folder);
    FleetBuilder broken =
        sound
            .dropRecipient(plain("token"), "bob")
            .unknownRecipient(plain("both"))
            .replaceKeyWithoutReencryption("web01")
            .anchorMismatch("bob")
            .danglingLink(plain("both"), "nobody")
            .plaintext(shared("wifi", "password"), "secret\n")
            .file("clan-manifest.json", MANIFEST)
            .file(".keytally.yaml", "rules:\n  single-reader: off\n");
    NewRepository repository = NewRepository.in(folder);
    repository.removeTracked();
    broken.writeTo(folder);
    repository.stageAll();
  }
}

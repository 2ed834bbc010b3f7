package org.keytally.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.keytally.clan.GeneratorGraph;
import org.keytally.clan.GeneratorId;
import org.keytally.clan.Placement;
import org.keytally.clan.PublicVar;
import org.keytally.clan.SshValue;
import org.keytally.config.Severity;

/** An ssh certificate is not for the key, or not by the authority, that are stored. */
final class SshCertificateStale extends Rule {

  private static final String CERTIFICATE = "-cert.pub";

  /** Clan's own generator of an authority, taken for the signer where no manifest names one. */
  private static final GeneratorId USUAL_AUTHORITY = GeneratorId.shared("openssh-ca");

  SshCertificateStale() {
    super(
        "ssh-certificate-stale",
        Severity.ERROR,
        "An ssh certificate is not for the key, or not by the authority, that are stored.",
        "VAR-28");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    Map<GeneratorId, List<PublicVar>> keys = new TreeMap<>();
    Map<String, List<PublicVar>> byName = new HashMap<>();
    List<PublicVar> certificates = new ArrayList<>();
    for (PublicVar value : evidence.fleet().publicVars()) {
      if (value.ssh().isEmpty() || !(value.placement() instanceof Placement.Var var)) {
        continue;
      }
      if (value.ssh().get().isCertificate()) {
        certificates.add(value);
      } else {
        GeneratorId generator = Completeness.generatorOf(var);
        Grouping.add(keys, generator, value);
        Grouping.add(byName, name(generator, var.file()), value);
      }
    }
    for (PublicVar value : certificates) {
      Placement.Var var = (Placement.Var) value.placement();
      SshValue certificate = value.ssh().orElseThrow();
      Optional<PublicVar> other = otherKey(var, certificate.key(), byName);
      if (other.isPresent()) {
        report(value, "for another key than " + other.get().placement().label(), var, findings);
        continue;
      }
      List<PublicVar> authorities = authorities(var, evidence.graph(), keys);
      if (!authorities.isEmpty() && !holds(authorities, certificate.signer().orElse(""))) {
        report(value, "not signed by " + authorities.get(0).placement().label(), var, findings);
      }
    }
  }

  /** A file of any generator of one machine. */
  private static String name(GeneratorId generator, String file) {
    return generator.machine().orElse(generator.scope().orElse("")) + '/' + file;
  }

  /** The stored key that a certificate is named after, where it is not the certified one. */
  private static Optional<PublicVar> otherKey(
      Placement.Var certificate, String key, Map<String, List<PublicVar>> byName) {
    String file = certificate.file();
    if (!file.endsWith(CERTIFICATE)) {
      return Optional.empty();
    }
    String wanted = file.substring(0, file.length() - CERTIFICATE.length()) + ".pub";
    List<PublicVar> stored =
        byName.getOrDefault(name(Completeness.generatorOf(certificate), wanted), List.of());
    return stored.isEmpty() || holds(stored, key) ? Optional.empty() : Optional.of(stored.get(0));
  }

  /** The keys of those who may have signed: of shared generators that the certificate's needs. */
  private static List<PublicVar> authorities(
      Placement.Var certificate,
      Optional<GeneratorGraph> graph,
      Map<GeneratorId, List<PublicVar>> keys) {
    GeneratorId own = Completeness.generatorOf(certificate);
    if (graph.isEmpty()) {
      return keys.getOrDefault(USUAL_AUTHORITY, List.of());
    }
    List<PublicVar> authorities = new ArrayList<>();
    for (GeneratorId needed : graph.get().dependencies(own)) {
      if (needed.isShared()) {
        authorities.addAll(keys.getOrDefault(needed, List.of()));
      }
    }
    return authorities;
  }

  private static boolean holds(List<PublicVar> values, String key) {
    for (PublicVar value : values) {
      if (value.ssh().orElseThrow().key().equals(key)) {
        return true;
      }
    }
    return false;
  }

  private static void report(PublicVar value, String what, Placement.Var var, Findings findings) {
    findings
        .about(Subjects.of(var))
        .at(value.path())
        .fix(
            "clan vars generate"
                + (var instanceof Placement.PerMachine own
                    ? ' ' + Wording.quote(own.machine())
                    : "")
                + " --generator "
                + Wording.quote(var.generator())
                + " --regenerate")
        .add(
            "The ssh certificate is "
                + what
                + ": clients refuse the host although every file is there.");
  }
}

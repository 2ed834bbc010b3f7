package org.keytally.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.keytally.clan.Disclosure;
import org.keytally.clan.Placement;
import org.keytally.clan.PublicVar;
import org.keytally.config.Severity;

/** A public var looks like a secret. */
final class VarLooksPrivate extends Rule {

  VarLooksPrivate() {
    super("var-looks-private", Severity.ERROR, "A public var looks like a secret.", "VAR-23");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    Map<String, List<PublicVar>> byFile = new LinkedHashMap<>();
    for (PublicVar var : evidence.fleet().publicVars()) {
      if (var.looksPrivate().isPresent() && var.placement() instanceof Placement.Var placement) {
        String file = placement.generator() + '/' + placement.file();
        Grouping.add(byFile, var.looksPrivate().get() + ' ' + file, var);
      }
    }
    for (List<PublicVar> vars : byFile.values()) {
      Placement.Var placement = (Placement.Var) vars.get(0).placement();
      String what = vars.get(0).looksPrivate().orElseThrow();
      List<String> paths = new ArrayList<>();
      for (PublicVar var : vars) {
        paths.add(var.path());
      }
      findings
          .about(new Subject(Subject.Type.GENERATOR, placement.generator()))
          .in(paths)
          .weighing(what.equals(Disclosure.PASSWORD_HASH) ? Severity.INFO : Severity.ERROR)
          .fix("Declare the file secret, and generate a new value; or accept the finding.")
          .add(
              "The public value "
                  + placement.file()
                  + " looks like "
                  + what
                  + Wording.agree(vars.size(), "", " on " + vars.size() + " machines")
                  + ": it stands in the repository and in the world-readable Nix store.");
    }
  }
}

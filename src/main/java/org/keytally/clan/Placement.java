package org.keytally.clan;

/** Where a secret or var belongs (clan-repository 1.2). */
public sealed interface Placement {

  /** What people call it: {@code NAME}, {@code MACHINE/GENERATOR/FILE}, {@code shared/…}. */
  String label();

  /** {@code sops/secrets/NAME}. */
  record PlainSecret(String name) implements Placement {
    @Override
    public String label() {
      return name;
    }
  }

  /** A file of a generator. */
  sealed interface Var extends Placement {
    String generator();

    String file();

    /** Its folder below those that stores keep vars in. */
    String folder();
  }

  /** {@code vars/per-machine/MACHINE/GENERATOR/FILE}. */
  record PerMachine(String machine, String generator, String file) implements Var {
    @Override
    public String label() {
      return machine + '/' + generator + '/' + file;
    }

    @Override
    public String folder() {
      return "per-machine/" + label();
    }
  }

  /** {@code vars/shared/GENERATOR/FILE}. */
  record Shared(String generator, String file) implements Var {
    @Override
    public String label() {
      return "shared/" + generator + '/' + file;
    }

    @Override
    public String folder() {
      return label();
    }
  }

  /** {@code vars/per-export/SCOPE/GENERATOR/FILE}. */
  record PerExport(String scope, String generator, String file) implements Var {
    @Override
    public String label() {
      return scope + '/' + generator + '/' + file;
    }

    @Override
    public String folder() {
      return "per-export/" + label();
    }
  }
}

package org.keytally.sops;

/** The types of values, named as in {@code ENC[…,type:…]} (sops-file-format 5). */
enum ValueType {
  STR("str"),
  INT("int"),
  FLOAT("float"),
  BOOL("bool"),
  TIME("time"),
  BYTES("bytes"),
  /** Never encrypted and never hashed. */
  NULL("");

  private final String label;

  ValueType(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }
}

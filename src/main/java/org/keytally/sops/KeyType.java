package org.keytally.sops;

/** The kinds of master keys, in the order in which sops loads a group (sops-file-format 2.3). */
public enum KeyType {
  KMS("kms"),
  GCP_KMS("gcp_kms"),
  HCKMS("hckms"),
  AZURE_KV("azure_kv"),
  HC_VAULT("hc_vault"),
  PGP("pgp"),
  AGE("age");

  private final String field;

  KeyType(String field) {
    this.field = field;
  }

  /** The name of the list in the metadata. */
  public String field() {
    return field;
  }
}

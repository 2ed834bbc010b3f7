package org.keytally.sops;

import java.util.Map;
import java.util.TreeMap;

/** The text by which sops compares AWS KMS keys: ARN, role, encryption context and profile. */
final class KmsIdentity {

  private KmsIdentity() {}

  /** Empty where the ARN is. */
  static String text(String arn, String role, Map<String, String> context, String profile) {
    if (arn.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder(arn.replace(" ", ""));
    if (!role.isEmpty()) {
      text.append('+').append(role);
    }
    if (!context.isEmpty() || !profile.isEmpty()) {
      text.append('|');
      String separator = "";
      for (Map.Entry<String, String> pair : new TreeMap<>(context).entrySet()) {
        text.append(separator).append(pair.getKey()).append(':').append(pair.getValue());
        separator = ",";
      }
    }
    if (!profile.isEmpty()) {
      text.append('|').append(profile);
    }
    return text.toString();
  }
}

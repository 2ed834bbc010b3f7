package org.keytally.clan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuntimeNamesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sops.secrets.\"vars/wifi/psk\".owner = \"x\";",
        "config.sops.secrets.\"vars/wifi/psk\".path",
        "passwordFile = \"/run/secrets/vars/wifi/psk\";"
      })
  void namesWithoutPlacementAreOld(String nix) {
    assertThat(firstOld("{\n\n  " + nix + "\n}")).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "config.sops.secrets.\"vars/shared/wifi/psk\".path",
        "config.sops.secrets.\"vars/per-machine/web01/wifi/psk\".path",
        "config.sops.secrets.\"vars/${placement}/psk\".path",
        "sops.secrets.\"wifi/psk\"",
        "./vars/wifi/psk",
        "# sops.secrets.\"vars/wifi/psk\"",
        "sops.secrets.\"vars/",
        ""
      })
  void otherNamesAreNot(String nix) {
    assertThat(firstOld(nix)).isZero();
  }

  @Test
  void theFirstOfSeveralIsTold() {
    assertThat(
            firstOld(
                "# /run/secrets/vars/a/b\n\"/run/secrets/vars/a/b\"\n\"/run/secrets/vars/c/d\""))
        .isEqualTo(2);
  }

  private static int firstOld(String nix) {
    return RuntimeNames.firstOld(nix.getBytes(StandardCharsets.UTF_8));
  }
}

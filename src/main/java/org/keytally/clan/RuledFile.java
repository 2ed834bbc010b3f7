package org.keytally.clan;

import java.util.Optional;
import org.keytally.sops.CreationRule;
import org.keytally.sops.SopsConfig;
import org.keytally.sops.SopsFile;

/**
 * A file that sops encrypted although clan reads no secret there, or that a creation rule other
 * than a catch-all says it should have encrypted ("tier 2").
 *
 * @param contents what it tells; its problems say where it is in clear
 * @param config the nearest {@code .sops.yaml} above it; absent in clan's own folders, which no
 *     rule governs
 * @param rule the first rule of {@code config} that matches
 */
public record RuledFile(
    String path, SopsFile contents, Optional<SopsConfig> config, Optional<CreationRule> rule) {}

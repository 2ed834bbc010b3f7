package org.keytally.check;

import java.util.Optional;
import org.keytally.clan.Fleet;
import org.keytally.clan.Owners;
import org.keytally.clan.WorkTreeState;
import org.keytally.config.Configuration;
import org.keytally.source.Workstation;

/**
 * All that rules may look at.
 *
 * @param owners whose key is whose in this fleet
 * @param workTree how git treats the paths; absent for a commit
 * @param workstation the private keys at hand; absent where none was looked for or found
 */
public record Evidence(
    Fleet fleet,
    Owners owners,
    Configuration configuration,
    Optional<WorkTreeState> workTree,
    Optional<Workstation> workstation) {}

package org.keytally.check;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.keytally.clan.Fleet;
import org.keytally.clan.RuledFile;
import org.keytally.clan.Secret;
import org.keytally.sops.MasterKey;
import org.keytally.sops.SopsFile;

/**
 * Every encrypted file of a fleet: clan's secrets, and those under creation rules. A fleet has many
 * files but few lists of recipients, so that what depends on nothing else can be judged once for
 * each list. Immutable.
 */
final class SopsFiles {

  private final List<OfClan> ofClan;
  private final List<UnderRule> underRule;
  private final List<Located> malformed;
  private final Set<RecipientList> clanLists;
  private final Set<String> recipients;

  private SopsFiles(
      List<OfClan> ofClan,
      List<UnderRule> underRule,
      List<Located> malformed,
      Set<RecipientList> clanLists,
      Set<String> recipients) {
    this.ofClan = ofClan;
    this.underRule = underRule;
    this.malformed = malformed;
    this.clanLists = Collections.unmodifiableSet(clanLists);
    this.recipients = Collections.unmodifiableSet(recipients);
  }

  /** An encrypted file, where it stands and what it is called. */
  sealed interface Located {
    Subject subject();

    String path();

    SopsFile contents();
  }

  /**
   * The file of a secret.
   *
   * @param recipients one object for all files with an equal list
   */
  record OfClan(Secret secret, RecipientList recipients) implements Located {
    @Override
    public Subject subject() {
      return Subjects.of(secret);
    }

    @Override
    public String path() {
      return secret.path();
    }

    @Override
    public SopsFile contents() {
      return secret.contents().orElseThrow();
    }
  }

  /** A file under creation rules. */
  record UnderRule(RuledFile file) implements Located {
    @Override
    public Subject subject() {
      return Subjects.file(file.path());
    }

    @Override
    public String path() {
      return file.path();
    }

    @Override
    public SopsFile contents() {
      return file.contents();
    }
  }

  static SopsFiles of(Fleet fleet) {
    List<OfClan> ofClan = new ArrayList<>(fleet.secrets().size());
    List<Located> malformed = new ArrayList<>();
    Lists lists = new Lists();
    for (Secret secret : fleet.secrets()) {
      SopsFile contents = secret.contents().orElse(null);
      if (contents == null) {
        continue;
      }
      OfClan file = new OfClan(secret, lists.of(contents));
      ofClan.add(file);
      if (!contents.problems().isEmpty()) {
        malformed.add(file);
      }
    }
    Set<String> recipients = new HashSet<>();
    for (RecipientList list : lists.different) {
      addAll(recipients, list.keys());
    }
    List<UnderRule> underRule = new ArrayList<>(fleet.ruledFiles().size());
    for (RuledFile ruled : fleet.ruledFiles()) {
      UnderRule file = new UnderRule(ruled);
      underRule.add(file);
      addAll(recipients, ruled.contents().keys());
      if (!ruled.contents().problems().isEmpty()) {
        malformed.add(file);
      }
    }
    return new SopsFiles(ofClan, underRule, malformed, lists.different, recipients);
  }

  /** Finds one object for all files with an equal list. */
  private static final class Lists {

    private final Set<RecipientList> different = new LinkedHashSet<>();
    private final Map<RecipientList, RecipientList> byContent = new HashMap<>();
    // Most files were given the very same keys when they were read.
    private final IdentityHashMap<List<MasterKey>, RecipientList> byKeys = new IdentityHashMap<>();

    RecipientList of(SopsFile file) {
      boolean single = file.groups().size() == 1;
      if (single) {
        RecipientList same = byKeys.get(file.groups().get(0));
        if (same != null) {
          return same;
        }
      }
      RecipientList list = new RecipientList(file);
      RecipientList known = byContent.putIfAbsent(list, list);
      if (known == null) {
        known = list;
        different.add(list);
      }
      if (single) {
        byKeys.put(file.groups().get(0), known);
      }
      return known;
    }
  }

  private static void addAll(Set<String> recipients, List<MasterKey> keys) {
    for (MasterKey key : keys) {
      recipients.add(key.identifier());
    }
  }

  /** All files: clan's secrets, then the others. */
  List<Located> all() {
    List<Located> all = new ArrayList<>(ofClan);
    all.addAll(underRule);
    return all;
  }

  /** The files of secrets, in the order of the fleet. */
  List<OfClan> ofClan() {
    return Collections.unmodifiableList(ofClan);
  }

  /** The files with problems, in the order of {@link #all}. */
  List<Located> malformed() {
    return Collections.unmodifiableList(malformed);
  }

  /** The different lists of recipients that secrets have. */
  Set<RecipientList> clanLists() {
    return clanLists;
  }

  /** What all key lists name, as sops compares it. */
  Set<String> recipients() {
    return recipients;
  }
}

package org.keytally.history;

import java.util.Map;
import java.util.Optional;
import org.keytally.git.HistoryWalk;
import org.keytally.sops.RecipientPool;

/** What contents tell, kept between runs. */
public final class HistoryCache {

  public static HistoryCache in(java.nio.file.Path gitDirectory) {
    return none();
  }

  /** No cache. */
  public static HistoryCache none() {
    return new HistoryCache();
  }

  void load(RecipientPool pool) {}

  boolean agreesWith(HistoryWalk walk, BlobReader reader) {
    return true;
  }

  void forget() {}

  Optional<BlobFacts> get(String key) {
    return Optional.empty();
  }

  void save(Map<String, BlobFacts> known) {}
}

package org.keytally.repair;

import java.util.List;

/**
 * Somebody to whom a plan gives access.
 *
 * @param name as for a person, such as {@code carol} or {@code machine web01}
 * @param files that can then be read
 * @param links through which it is granted, each once
 */
public record NewReader(String name, List<String> files, List<String> links) {

  public NewReader {
    files = List.copyOf(files);
    links = List.copyOf(links);
  }
}

/**
 * Fleets made to order: {@link org.keytally.demo.FleetBuilder} lays out a clan repository with real
 * keys and real encrypted secrets, sound or with seeded faults; {@link org.keytally.demo.Demo}
 * makes the one that {@code keytally demo} shows. Floor 5, because it may use what every room below
 * offers, and only the command line uses it.
 */
@NullMarked
package org.keytally.demo;

import org.jspecify.annotations.NullMarked;

/** Findings written for people and for machines. Floor 5. */
@NullMarked
package org.keytally.report;

import org.jspecify.annotations.NullMarked;

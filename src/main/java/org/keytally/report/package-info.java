/**
 * Findings written for people and for machines. A format is one class that implements {@link
 * org.keytally.report.ReportWriter} and one row in {@link org.keytally.report.ReportFormat}. Floor
 * 5.
 */
@NullMarked
package org.keytally.report;

import org.jspecify.annotations.NullMarked;

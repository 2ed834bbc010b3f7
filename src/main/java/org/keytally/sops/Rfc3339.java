package org.keytally.sops;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** Points in time as Go spells them (RFC 3339). */
final class Rfc3339 {

  private Rfc3339() {}

  /** With the shortest fraction that says everything. */
  static String nano(OffsetDateTime time) {
    StringBuilder text = new StringBuilder(dateAndTime(time));
    if (time.getNano() != 0) {
      String digits = Integer.toString(1_000_000_000 + time.getNano());
      int end = digits.length();
      while (digits.charAt(end - 1) == '0') {
        end--;
      }
      text.append('.').append(digits, 1, end);
    }
    return text.append(offset(time.getOffset())).toString();
  }

  /** To the second; a fraction is dropped. */
  static String seconds(OffsetDateTime time) {
    return dateAndTime(time) + offset(time.getOffset());
  }

  /** The current time in UTC, to the second, as {@code lastmodified} has it. */
  static String now() {
    return seconds(OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS));
  }

  /**
   * Reads a time as Go does.
   *
   * @throws DateTimeException if the text is no RFC 3339 time with seconds
   */
  static OffsetDateTime parse(String text) {
    // Java also takes times without seconds and offsets with them, which Go does not.
    if (text.length() < 20 || text.charAt(16) != ':') {
      throw new DateTimeException("no RFC 3339 time");
    }
    OffsetDateTime time = OffsetDateTime.parse(text);
    if (time.getOffset().getTotalSeconds() % 60 != 0 || time.getYear() > 9999) {
      throw new DateTimeException("no RFC 3339 time");
    }
    return time;
  }

  private static String dateAndTime(OffsetDateTime time) {
    return padded(time.getYear(), 4)
        + '-'
        + padded(time.getMonthValue(), 2)
        + '-'
        + padded(time.getDayOfMonth(), 2)
        + 'T'
        + padded(time.getHour(), 2)
        + ':'
        + padded(time.getMinute(), 2)
        + ':'
        + padded(time.getSecond(), 2);
  }

  private static String offset(ZoneOffset offset) {
    int minutes = offset.getTotalSeconds() / 60;
    if (minutes == 0) {
      return "Z";
    }
    int magnitude = Math.abs(minutes);
    return (minutes < 0 ? "-" : "+") + padded(magnitude / 60, 2) + ':' + padded(magnitude % 60, 2);
  }

  private static String padded(int number, int width) {
    StringBuilder text = new StringBuilder(Integer.toString(number));
    while (text.length() < width) {
      text.insert(0, '0');
    }
    return text.toString();
  }
}

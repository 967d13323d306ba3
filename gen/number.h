/*
 * number.h - numbers for readers: as many digits as the interval justifies, SI prefixes.
 *
 * "18.9 to 21.0 µs": no scientific notation, a true minus sign (U+2212), a narrow no-break space
 * (U+202F) between number and unit and between groups of three digits from five on.
 *
 * Knows of units of metrics; nothing of samples, claims or pages.
 */
#ifndef LECTERN_NUMBER_H
#define LECTERN_NUMBER_H

#include "metric.h"

/*
 * Return @value for readers (transfer full): the interval from @low to @high decides how many
 * digits it has: two that differ, at most six.  Without interval (NAN or infinite ends), three
 * digits; whole numbers without unit and with an interval of no width are exact.  NAN is "–".
 */
char *number_format(double value, double low, double high, Unit unit);

/*
 * Return "LOW to HIGH UNIT" (transfer full), both ends with the same prefix and decimals as
 * number_format() gives the estimate @value.  Infinite ends: "at least LOW", "at most HIGH".
 */
char *number_interval(double value, double low, double high, Unit unit);

/* Return a fraction as per cent, "99 %" or "8.8 %" (transfer full): two digits beyond the nines. */
char *number_percent(double fraction);

/* Return a ratio as a factor, "3.2 times" (transfer full). */
char *number_times(double ratio, double low, double high);

/* Return a duration for progress and plans, "2 min 5 s", "0.4 s" (transfer full). */
char *number_duration(double seconds);

#endif

/*
 * number.h - numbers for readers: as many digits as the interval justifies, SI prefixes.
 *
 * "20 µs", "18.9 to 21.0 µs": no scientific notation, a true minus sign (U+2212), a narrow no-break
 * space (U+202F) between number and unit and, from five digits on, between groups of three.
 *
 * Knows of units of metrics; nothing of samples, claims or pages.
 */
#ifndef LECTERN_NUMBER_H
#define LECTERN_NUMBER_H

#include "metric.h"

/*
 * Return @value for readers (transfer full).  Its last digit is the first one that the interval
 * from @low to @high leaves uncertain; there are at most six.  An interval of no width: whole
 * numbers in full, others with up to six digits.  No interval (NAN or infinite ends): three digits.
 * A value that is no number is "–".
 */
char *number_format(double value, double low, double high, Unit unit);

/*
 * Return "LOW to HIGH UNIT" (transfer full) in the prefix of @value, with one digit more.  With
 * infinite ends "at least LOW", "at most HIGH" or "–"; an interval of no width is "exactly VALUE".
 */
char *number_interval(double value, double low, double high, Unit unit);

/* Return a fraction as per cent (transfer full): two digits that tell, "8.8 %", "99.75 %". */
char *number_percent(double fraction);

/* Return a ratio as a factor, "3.2 times" (transfer full); digits as in number_format(). */
char *number_times(double ratio, double low, double high);

/* Return a duration for progress and plans, "2 min 5 s", "0.4 s" (transfer full). */
char *number_duration(double seconds);

#endif

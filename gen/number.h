/*
 * number.h - numbers for readers: as many digits as the interval justifies, SI prefixes.
 *
 * "20 µs", "18.9 to 21.0 µs": a true minus sign (U+2212), a narrow no-break space (U+202F) between
 * number and unit and, from five digits on, between groups of three.  No scientific notation, but
 * for numbers that would be rows of zeros (below 10⁻⁹, from 10¹⁸ on, in the largest or smallest
 * unit).
 *
 * Knows of units of metrics; nothing of samples, claims or pages.
 */
#ifndef LECTERN_NUMBER_H
#define LECTERN_NUMBER_H

#include "metric.h"

/*
 * Return @value for readers (transfer full).  Its last digit is the first one that the interval
 * from @low to @high leaves uncertain: half its width, or the distance to its only end.  There are
 * at most six digits, and as many as it takes to stay within the ends as they are shown.  Counts
 * (whole numbers without unit, whole ends) get no decimals.  An interval of no width: counts in
 * full, others with up to six digits if that is all of them, else three.  No interval (NAN or
 * infinite ends): two digits, counts in full.  A value that is no number is "–".
 */
char *number_format(double value, double low, double high, Unit unit);

/*
 * Return "LOW to HIGH UNIT" (transfer full) in the prefix of @value, with its decimals, and one
 * more where half the width begins with less than 2.5; an end that is far away has a prefix of its
 * own, and none but zero is shown as zero.  With infinite ends "at least LOW", "at most HIGH" or
 * "–"; an interval of no width is "exactly VALUE", or "VALUE in every round" where not all digits
 * are shown.
 */
char *number_interval(double value, double low, double high, Unit unit);

/* The same for a ratio, which is compared with 1: no other end is shown as 1 (transfer full). */
char *number_ratio_interval(double value, double low, double high);

/* The same for a share of a whole, as per cent: "93 %", "81.2 to 98.5 %" (transfer full). */
char *number_share(double value, double low, double high);
char *number_share_interval(double value, double low, double high);

/* Return a fraction as per cent (transfer full): two digits that tell, "8.8 %", "99.75 %". */
char *number_percent(double fraction);

/* Return a ratio as a factor, "3.2 times" (transfer full); digits as in number_format(). */
char *number_times(double ratio, double low, double high);

/* Return a duration for progress and plans, "2 min 5 s", "0.4 s" (transfer full). */
char *number_duration(double seconds);

#endif

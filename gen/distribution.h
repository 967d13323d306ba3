/*
 * distribution.h - distribution functions and quantiles, to about 1e-13 of their value.
 *
 * What the C library lacks: the normal, Student's t, the beta and the binomial distribution.
 *
 * Knows of nothing else.
 */
#ifndef LECTERN_DISTRIBUTION_H
#define LECTERN_DISTRIBUTION_H

#include <glib.h>

/* Return P(Z <= @z) of the standard normal. */
double normal_cdf(double z);

/*
 * Return z with P(Z <= z) = @p: Abramowitz and Stegun 26.2.23, then Halley's method on erfc.
 * 0 gives -INFINITY, 1 gives INFINITY.
 */
double normal_quantile(double p);

/*
 * Return the regularised incomplete beta function I_x(@a, @b), a, b > 0: the continued fraction
 * of DLMF 8.17.22, by Lentz's method.
 */
double beta_cdf(double x, double a, double b);

/* Return x with I_x(@a, @b) = @p: bisection and Newton steps, to the last bits. */
double beta_quantile(double p, double a, double b);

/* Return P(T <= @t) of Student's t with @df degrees of freedom, df > 0. */
double t_cdf(double t, double df);

/* Return t with P(T <= t) = @p, @df > 0. */
double t_quantile(double p, double df);

/* Return P(K <= @k) for K successes in @n trials of probability @p; 0 when @k < 0. */
double binomial_cdf(gint64 k, guint n, double p);

#endif

#include "distribution.h"

#include <math.h>

#define SQRT2   1.41421356237309504880
#define SQRT2PI 2.50662827463100050242

double
normal_cdf(double z)
{
	return 0.5 * erfc(-z / SQRT2);
}

/* The lower half, where erfc keeps its relative accuracy. */
static double
lower_normal_quantile(double p)
{
	double t = sqrt(-2.0 * log(p));
	double z = (2.515517 + t * (0.802853 + t * 0.010328)) /
	                   (1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308))) -
	           t;

	/* Each step triples the correct digits; exp() overflows beyond -37.6, where t is near
	 * enough for any tail that has a name. */
	for (int i = 0; i < 3 && z > -37.6; i++) {
		double u = (normal_cdf(z) - p) * SQRT2PI * exp(0.5 * z * z);

		z -= u / (1.0 + 0.5 * z * u);
	}
	return z;
}

double
normal_quantile(double p)
{
	g_assert(p >= 0.0 && p <= 1.0);
	if (p <= 0.0)
		return -INFINITY;
	if (p >= 1.0)
		return INFINITY;
	if (p < 0.5)
		return lower_normal_quantile(p);
	return p > 0.5 ? -lower_normal_quantile(1.0 - p) : 0.0;
}

/* Return log B(@a, @b).  Long double: the terms are large and cancel. */
static long double
log_beta(long double a, long double b)
{
	int sign;

	return lgammal_r(a, &sign) + lgammal_r(b, &sign) - lgammal_r(a + b, &sign);
}

/* Return the continued fraction of I_x(a, b), which converges fast for x < (a + 1) / (a + b + 2).
 */
static long double
beta_fraction(long double x, long double a, long double b)
{
	const long double tiny = 1e-300L;
	long double c = 1.0L, d = 1.0L - (a + b) * x / (a + 1.0L);
	long double f;

	d = 1.0L / (fabsl(d) < tiny ? tiny : d);
	f = d;
	for (int m = 1; m < 100000; m++) {
		long double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
		long double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
		long double step;

		d = 1.0L + even * d;
		d = 1.0L / (fabsl(d) < tiny ? tiny : d);
		c = 1.0L + even / c;
		c = fabsl(c) < tiny ? tiny : c;
		f *= c * d;
		d = 1.0L + odd * d;
		d = 1.0L / (fabsl(d) < tiny ? tiny : d);
		c = 1.0L + odd / c;
		c = fabsl(c) < tiny ? tiny : c;
		step = c * d;
		f *= step;
		if (fabsl(step - 1.0L) < 1e-18L)
			break;
	}
	return f;
}

/* Return I_x(a, b), given 1 - x with all its digits. */
static double
beta_cdf_both(long double x, long double rest, long double a, long double b)
{
	long double front, upper;

	if (x <= 0.0L)
		return 0.0;
	if (rest <= 0.0L)
		return 1.0;
	front = expl(a * logl(x) + b * logl(rest) - log_beta(a, b));
	if (x >= (a + 1.0L) / (a + b + 2.0L)) {
		upper = front * beta_fraction(rest, b, a) / b;
		if (upper < 0.99L) /* above, the slower way keeps the digits of a small tail */
			return (double)(1.0L - upper);
	}
	return (double)(front * beta_fraction(x, a, b) / a);
}

double
beta_cdf(double x, double a, double b)
{
	g_assert(a > 0.0 && b > 0.0);
	return beta_cdf_both(x, 1.0L - (long double)x, a, b);
}

double
beta_quantile(double p, double a, double b)
{
	long double front = -log_beta(a, b);
	double low = 0.0, high = 1.0, x = a / (a + b);

	g_assert(p >= 0.0 && p <= 1.0);
	if (p <= 0.0 || p >= 1.0)
		return p;
	for (int i = 0; i < 2000 && low < high; i++) {
		double error = beta_cdf(x, a, b) - p, next;
		long double density = expl(front + (a - 1.0) * logl(x) + (b - 1.0) * log1pl(-x));

		if (error > 0.0)
			high = x;
		else
			low = x;
		next = (double)(x - error / density);
		if (!(next > low && next < high)) /* near 0 the scale is that of the exponent */
			next = low > 0.0 || high < 1e-3 ? sqrt(MAX(low, 1e-320)) * sqrt(high)
			                                : low + (high - low) / 2;
		if (!(next > low && next < high))
			next = low + (high - low) / 2;
		if (fabs(next - x) <= 1e-16 * x || next <= low || next >= high)
			return next;
		x = next;
	}
	return x;
}

double
t_cdf(double t, double df)
{
	long double square = (long double)t * t, all = df + square;
	double tail;

	if (isinf(t))
		return t < 0.0 ? 0.0 : 1.0;
	if (square < 1.0L) {
		double middle = 0.5 * beta_cdf_both(square / all, df / all, 0.5L, df / 2);

		return t < 0.0 ? 0.5 - middle : 0.5 + middle;
	}
	tail = 0.5 * beta_cdf_both(df / all, square / all, df / 2, 0.5L);
	return t < 0.0 ? tail : 1.0 - tail;
}

/* Return the quantile of the lower half: @p < 0.5. */
static double
lower_t_quantile(double p, double df)
{
	double part;

	if (p > 0.25) {
		part = beta_quantile(1.0 - 2.0 * p, 0.5, df / 2);
		return -sqrt(df * part / (1.0 - part));
	}
	part = beta_quantile(2.0 * p, df / 2, 0.5);
	return -sqrt(df * (1.0 - part) / part);
}

double
t_quantile(double p, double df)
{
	g_assert(p >= 0.0 && p <= 1.0 && df > 0.0);
	if (p <= 0.0 || p >= 1.0)
		return p <= 0.0 ? -INFINITY : INFINITY;
	if (p < 0.5)
		return lower_t_quantile(p, df);
	return p > 0.5 ? -lower_t_quantile(1.0 - p, df) : 0.0;
}

double
binomial_cdf(gint64 k, guint n, double p)
{
	if (k < 0)
		return 0.0;
	if (k >= n)
		return 1.0;
	return beta_cdf_both(1.0L - (long double)p, p, (long double)(n - k), (long double)k + 1.0L);
}

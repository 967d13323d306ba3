/*
 * order.h - in which order the conditions of a round are run.
 *
 * Up to ORDER_SQUARE conditions the rounds are rows of a Williams square, in which each condition
 * follows each other one equally often (Williams 1949): n rounds for even n, 2 n for odd n.  Labels
 * and the order of rows are drawn anew for each square.  Above that, each round is a permutation of
 * its own.
 *
 * Knows of numbers only; the same seed gives the same orders.
 */
#ifndef LECTERN_ORDER_H
#define LECTERN_ORDER_H

#include <glib.h>

#define ORDER_SQUARE 10

/* Write the order of @n conditions in @round (from 0) to @order, @n long. */
void order_round(guint n, guint round, guint64 seed, guint *order);

#endif

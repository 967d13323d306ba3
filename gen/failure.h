/*
 * failure.h - experiments that have failed, so that a preview says how and does not ask for them.
 *
 * What failed is known by its keys and its limits: when one of them changes it is forgotten.  A
 * build that measures tries again in any case.
 *
 * Knows of plans, findings and files; nothing of runs.
 */
#ifndef LECTERN_FAILURE_H
#define LECTERN_FAILURE_H

#include "plan.h"

/*
 * Remember in @folder that @item has failed, with the findings of @diag from the index @first on.
 * Errors: G_FILE_ERROR.
 */
gboolean failure_save(const char *folder, const PlanItem *item, const Diag *diag, guint first,
                      GError **error);

/* Forget that the experiment @id has failed. */
void failure_forget(const char *folder, const char *id);

/*
 * If @item, as it is, has failed, say in item->failure how, add the findings to @diag and return
 * TRUE.  They stand where the lines are now.
 */
gboolean failure_recall(const char *folder, PlanItem *item, Diag *diag);

#endif

"""When slips were answered that are older than the column; in a transaction of its own, so that the table stays open."""

from django.db import migrations

# The moment of the first answer that history knows of. Read once, while the former release goes on working.
_ANSWERED = """
UPDATE forms_intake_submission slip SET answered_at = first.at FROM (
    SELECT pgh_obj_id, min(coalesce(status_at, pgh_created_at)) AS at FROM forms_intake_submissionevent
    WHERE work_status IN ('needs_info', 'approved', 'declined', 'done') GROUP BY pgh_obj_id
) first WHERE slip.id = first.pgh_obj_id AND slip.answered_at IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("forms_intake", "0025_figures")]

    operations = [migrations.RunSQL(_ANSWERED, migrations.RunSQL.noop)]

"""Figures: since when somebody looks at an entry, when they opened what they saw, and whether the promise was kept"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

KEPT = ('started_at', 'due_at', 'done_at')


def upgrade():
    op.execute("DELETE FROM look")  # a lease of 45 seconds, which an open page takes anew
    with op.batch_alter_table('look', schema=None) as batch_op:
        batch_op.add_column(sa.Column('began_at', sa.DateTime(timezone=True), nullable=False))

    with op.batch_alter_table('review', schema=None) as batch_op:
        for name in KEPT:
            batch_op.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))


def downgrade():
    with op.batch_alter_table('review', schema=None) as batch_op:
        for name in reversed(KEPT):
            batch_op.drop_column(name)

    with op.batch_alter_table('look', schema=None) as batch_op:
        batch_op.drop_column('began_at')

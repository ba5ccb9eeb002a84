"""The clinic's own page: a number for when it is closed, its address on the web, its logo"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

ADDED = (
    ('closed_phone', sa.String(length=120)),
    ('site', sa.String(length=240)),
    ('logo', sa.String(length=120)),
)


def upgrade():
    for name, kind in ADDED:
        op.add_column('clinic', sa.Column(name, kind, nullable=True))

    op.create_table('logo',
    sa.Column('clinic_id', sa.Uuid(), nullable=False),
    sa.Column('picture', sa.LargeBinary(), nullable=False),
    sa.Column('put_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('put_by', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['clinic_id'], ['clinic.id'], name=op.f('fk_logo_clinic_id')),
    sa.ForeignKeyConstraint(['put_by'], ['practitioner.id'], name=op.f('fk_logo_put_by')),
    sa.PrimaryKeyConstraint('clinic_id', name=op.f('pk_logo'))
    )


def downgrade():
    op.drop_table('logo')
    for name, _kind in reversed(ADDED):  # no batch: it would make the table anew, to which every other one points
        op.drop_column('clinic', name)

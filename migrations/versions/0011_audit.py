"""The audit: who did or saw what, and the seals of it"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

INDEXES = {
    'ix_audit_event_clinic': ['clinic_id', 'done_at'],
    'ix_audit_event_practitioner': ['clinic_id', 'practitioner_id', 'done_at', 'kind'],
    'ix_audit_event_kind': ['clinic_id', 'kind', 'done_at'],
    'ix_audit_event_patient': ['patient_id', 'done_at'],
    'ix_audit_event_done': ['done_at'],
}


def upgrade():
    op.create_table('audit_event',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('clinic_id', sa.Uuid(), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.String(length=120), nullable=False),
    sa.Column('practitioner_id', sa.Uuid(), nullable=True),
    sa.Column('kind', sa.String(length=120), nullable=False),
    sa.Column('patient_id', sa.Uuid(), nullable=True),
    sa.Column('object_id', sa.Uuid(), nullable=True),
    sa.Column('about', sa.String(length=120), nullable=True),
    sa.ForeignKeyConstraint(['clinic_id'], ['clinic.id'], name=op.f('fk_audit_event_clinic_id')),
    sa.ForeignKeyConstraint(['practitioner_id'], ['practitioner.id'], name=op.f('fk_audit_event_practitioner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_event'))
    )
    for name, columns in INDEXES.items():
        op.create_index(name, 'audit_event', columns, unique=False)
    op.create_table('audit_seal',
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('until_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('many', sa.Integer(), nullable=False),
    sa.Column('digest', sa.LargeBinary(length=32), nullable=False),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_audit_seal'))
    )


def downgrade():
    op.drop_table('audit_seal')
    for name in reversed(INDEXES):
        op.drop_index(name, table_name='audit_event')
    op.drop_table('audit_event')

"""Protocols: a clinic's draft, who touched it, who signed a version, and plans that moved to another one"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('protocol_draft',
    sa.Column('clinic_id', sa.Uuid(), nullable=False),
    sa.Column('base_id', sa.Uuid(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('edition', sa.Integer(), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['base_id'], ['protocol_version.id'], name=op.f('fk_protocol_draft_base_id')),
    sa.ForeignKeyConstraint(['clinic_id'], ['clinic.id'], name=op.f('fk_protocol_draft_clinic_id')),
    sa.PrimaryKeyConstraint('clinic_id', name=op.f('pk_protocol_draft'))
    )
    op.create_table('protocol_edit',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('clinic_id', sa.Uuid(), nullable=False),
    sa.Column('practitioner_id', sa.Uuid(), nullable=False),
    sa.Column('part', sa.String(length=120), nullable=False),
    sa.Column('edition', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['clinic_id'], ['clinic.id'], name=op.f('fk_protocol_edit_clinic_id')),
    sa.ForeignKeyConstraint(['practitioner_id'], ['practitioner.id'], name=op.f('fk_protocol_edit_practitioner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_protocol_edit'))
    )
    with op.batch_alter_table('protocol_edit', schema=None) as batch_op:
        batch_op.create_index('ix_protocol_edit_clinic', ['clinic_id', 'changed_at'], unique=False)

    op.create_table('sign_off',
    sa.Column('version_id', sa.Uuid(), nullable=False),
    sa.Column('clinic_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('practitioner_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('role', sa.String(length=120), nullable=False),
    sa.Column('said', sa.String(length=500), nullable=False),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['clinic_id'], ['clinic.id'], name=op.f('fk_sign_off_clinic_id')),
    sa.ForeignKeyConstraint(['practitioner_id'], ['practitioner.id'], name=op.f('fk_sign_off_practitioner_id')),
    sa.ForeignKeyConstraint(['version_id'], ['protocol_version.id'], name=op.f('fk_sign_off_version_id')),
    sa.PrimaryKeyConstraint('version_id', name=op.f('pk_sign_off')),
    sa.UniqueConstraint('clinic_id', 'number', name=op.f('uq_sign_off_clinic_id_number'))
    )
    op.create_table('plan_move',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('clinic_id', sa.Uuid(), nullable=False),
    sa.Column('patient_id', sa.Uuid(), nullable=False),
    sa.Column('treatment_id', sa.Uuid(), nullable=False),
    sa.Column('from_id', sa.Uuid(), nullable=False),
    sa.Column('to_id', sa.Uuid(), nullable=False),
    sa.Column('practitioner_id', sa.Uuid(), nullable=False),
    sa.Column('moved_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['clinic_id'], ['clinic.id'], name=op.f('fk_plan_move_clinic_id')),
    sa.ForeignKeyConstraint(['from_id'], ['protocol_version.id'], name=op.f('fk_plan_move_from_id')),
    sa.ForeignKeyConstraint(['patient_id'], ['patient.id'], name=op.f('fk_plan_move_patient_id')),
    sa.ForeignKeyConstraint(['practitioner_id'], ['practitioner.id'], name=op.f('fk_plan_move_practitioner_id')),
    sa.ForeignKeyConstraint(['to_id'], ['protocol_version.id'], name=op.f('fk_plan_move_to_id')),
    sa.ForeignKeyConstraint(['treatment_id'], ['treatment.id'], name=op.f('fk_plan_move_treatment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_move'))
    )
    with op.batch_alter_table('plan_move', schema=None) as batch_op:
        batch_op.create_index('ix_plan_move_patient', ['clinic_id', 'patient_id', 'moved_at'], unique=False)


def downgrade():
    with op.batch_alter_table('plan_move', schema=None) as batch_op:
        batch_op.drop_index('ix_plan_move_patient')

    op.drop_table('plan_move')
    op.drop_table('sign_off')
    with op.batch_alter_table('protocol_edit', schema=None) as batch_op:
        batch_op.drop_index('ix_protocol_edit_clinic')

    op.drop_table('protocol_edit')
    op.drop_table('protocol_draft')

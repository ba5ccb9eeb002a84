"""Hand-over: practitioners, ways in, corrections, consent, limits"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('tally',
    sa.Column('kind', sa.String(length=120), nullable=False),
    sa.Column('who', sa.String(length=120), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('kind', 'who', 'since', name=op.f('pk_tally'))
    )
    op.create_table('practitioner',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('clinic_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('left_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['clinic_id'], ['clinic.id'], name=op.f('fk_practitioner_clinic_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_practitioner'))
    )
    with op.batch_alter_table('practitioner', schema=None) as batch_op:
        batch_op.create_index('ix_practitioner_clinic', ['clinic_id', 'name'], unique=False)

    op.create_table('grant_given',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('clinic_id', sa.Uuid(), nullable=False),
    sa.Column('patient_id', sa.Uuid(), nullable=False),
    sa.Column('purpose', sa.String(length=120), nullable=False),
    sa.Column('wording', sa.Text(), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['clinic_id'], ['clinic.id'], name=op.f('fk_grant_given_clinic_id')),
    sa.ForeignKeyConstraint(['patient_id'], ['patient.id'], name=op.f('fk_grant_given_patient_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_grant_given'))
    )
    with op.batch_alter_table('grant_given', schema=None) as batch_op:
        batch_op.create_index('ix_grant_patient', ['clinic_id', 'patient_id'], unique=False)

    op.create_table('staff_invite',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('practitioner_id', sa.Uuid(), nullable=False),
    sa.Column('token_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('redeemed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['practitioner_id'], ['practitioner.id'], name=op.f('fk_staff_invite_practitioner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_invite')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_staff_invite_token_hash'))
    )
    op.create_table('staff_session',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('practitioner_id', sa.Uuid(), nullable=False),
    sa.Column('token_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['practitioner_id'], ['practitioner.id'], name=op.f('fk_staff_session_practitioner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_session')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_staff_session_token_hash'))
    )
    op.create_table('correction',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('clinic_id', sa.Uuid(), nullable=False),
    sa.Column('treatment_id', sa.Uuid(), nullable=False),
    sa.Column('practitioner_id', sa.Uuid(), nullable=True),
    sa.Column('corrected_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('product', sa.String(length=120), nullable=False),
    sa.Column('areas', sa.String(length=240), nullable=False),
    sa.Column('treated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('zone', sa.String(length=120), nullable=False),
    sa.Column('follow_up_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['clinic_id'], ['clinic.id'], name=op.f('fk_correction_clinic_id')),
    sa.ForeignKeyConstraint(['practitioner_id'], ['practitioner.id'], name=op.f('fk_correction_practitioner_id')),
    sa.ForeignKeyConstraint(['treatment_id'], ['treatment.id'], name=op.f('fk_correction_treatment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_correction'))
    )
    with op.batch_alter_table('correction', schema=None) as batch_op:
        batch_op.create_index('ix_correction_treatment', ['clinic_id', 'treatment_id'], unique=False)

    with op.batch_alter_table('clinic', schema=None) as batch_op:
        batch_op.add_column(sa.Column('hours', sa.String(length=400), nullable=True))

    with op.batch_alter_table('device', schema=None) as batch_op:
        batch_op.add_column(sa.Column('name', sa.String(length=120), nullable=True))
        batch_op.create_index('ix_device_expires', ['expires_at'], unique=False)

    with op.batch_alter_table('invite', schema=None) as batch_op:
        batch_op.add_column(sa.Column('way', sa.String(length=120), nullable=False, server_default='link'))
        batch_op.alter_column('patient_id',
               existing_type=sa.Uuid(),
               nullable=True)
        batch_op.create_index('ix_invite_expires', ['expires_at'], unique=False)
    # links that were made before are links; from here on every row says so itself
    with op.batch_alter_table('invite', schema=None) as batch_op:
        batch_op.alter_column('way', existing_type=sa.String(length=120), server_default=None)

    with op.batch_alter_table('treatment', schema=None) as batch_op:
        batch_op.add_column(sa.Column('practitioner_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('follow_up_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('ended_by', sa.Uuid(), nullable=True))
        batch_op.create_index('ix_treatment_clinic', ['clinic_id', 'treated_at', 'id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_treatment_ended_by'), 'practitioner', ['ended_by'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_treatment_practitioner_id'), 'practitioner', ['practitioner_id'], ['id'])



def downgrade():
    with op.batch_alter_table('treatment', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_treatment_practitioner_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_treatment_ended_by'), type_='foreignkey')
        batch_op.drop_index('ix_treatment_clinic')
        batch_op.drop_column('ended_by')
        batch_op.drop_column('ended_at')
        batch_op.drop_column('follow_up_at')
        batch_op.drop_column('practitioner_id')

    with op.batch_alter_table('invite', schema=None) as batch_op:
        batch_op.drop_index('ix_invite_expires')
        batch_op.alter_column('patient_id',
               existing_type=sa.Uuid(),
               nullable=False)
        batch_op.drop_column('way')

    with op.batch_alter_table('device', schema=None) as batch_op:
        batch_op.drop_index('ix_device_expires')
        batch_op.drop_column('name')

    with op.batch_alter_table('clinic', schema=None) as batch_op:
        batch_op.drop_column('hours')

    with op.batch_alter_table('correction', schema=None) as batch_op:
        batch_op.drop_index('ix_correction_treatment')

    op.drop_table('correction')
    op.drop_table('staff_session')
    op.drop_table('staff_invite')
    with op.batch_alter_table('grant_given', schema=None) as batch_op:
        batch_op.drop_index('ix_grant_patient')

    op.drop_table('grant_given')
    with op.batch_alter_table('practitioner', schema=None) as batch_op:
        batch_op.drop_index('ix_practitioner_clinic')

    op.drop_table('practitioner')
    op.drop_table('tally')

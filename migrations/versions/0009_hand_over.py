"""Hand-over with proof: units and lot, how it ended, the home screen, consent at the clinic, rules of one patient"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

GIVEN = (('units', sa.JSON()), ('lot', sa.String(length=120)), ('lot_key', sa.String(length=120)))


def upgrade():
    for table in ('treatment', 'correction'):
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name, kind in GIVEN:
                batch_op.add_column(sa.Column(name, kind, nullable=True))

    with op.batch_alter_table('treatment', schema=None) as batch_op:
        batch_op.create_index('ix_treatment_lot', ['clinic_id', 'lot_key'], unique=False)
        batch_op.create_index('ix_treatment_practitioner', ['practitioner_id', 'opened_at'], unique=False)

    with op.batch_alter_table('device', schema=None) as batch_op:
        batch_op.add_column(sa.Column('installed_at', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('grant_given', schema=None) as batch_op:
        batch_op.add_column(sa.Column('practitioner_id', sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(op.f('fk_grant_given_practitioner_id'), 'practitioner', ['practitioner_id'], ['id'])

    op.create_table('channel',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('clinic_id', sa.Uuid(), nullable=False),
    sa.Column('patient_id', sa.Uuid(), nullable=False),
    sa.Column('treatment_id', sa.Uuid(), nullable=False),
    sa.Column('way', sa.String(length=120), nullable=False),
    sa.Column('practitioner_id', sa.Uuid(), nullable=True),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['clinic_id'], ['clinic.id'], name=op.f('fk_channel_clinic_id')),
    sa.ForeignKeyConstraint(['patient_id'], ['patient.id'], name=op.f('fk_channel_patient_id')),
    sa.ForeignKeyConstraint(['practitioner_id'], ['practitioner.id'], name=op.f('fk_channel_practitioner_id')),
    sa.ForeignKeyConstraint(['treatment_id'], ['treatment.id'], name=op.f('fk_channel_treatment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_channel'))
    )
    with op.batch_alter_table('channel', schema=None) as batch_op:
        batch_op.create_index('ix_channel_patient', ['clinic_id', 'patient_id'], unique=False)
        batch_op.create_index('ix_channel_treatment', ['treatment_id', 'settled_at'], unique=False)

    op.create_table('adjustment',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('clinic_id', sa.Uuid(), nullable=False),
    sa.Column('patient_id', sa.Uuid(), nullable=False),
    sa.Column('treatment_id', sa.Uuid(), nullable=False),
    sa.Column('rule', sa.String(length=120), nullable=False),
    sa.Column('until', sa.String(length=120), nullable=True),
    sa.Column('why', sa.LargeBinary(), nullable=True),
    sa.Column('practitioner_id', sa.Uuid(), nullable=False),
    sa.Column('adjusted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('undone_by', sa.Uuid(), nullable=True),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['clinic_id'], ['clinic.id'], name=op.f('fk_adjustment_clinic_id')),
    sa.ForeignKeyConstraint(['patient_id'], ['patient.id'], name=op.f('fk_adjustment_patient_id')),
    sa.ForeignKeyConstraint(['practitioner_id'], ['practitioner.id'], name=op.f('fk_adjustment_practitioner_id')),
    sa.ForeignKeyConstraint(['treatment_id'], ['treatment.id'], name=op.f('fk_adjustment_treatment_id')),
    sa.ForeignKeyConstraint(['undone_by'], ['practitioner.id'], name=op.f('fk_adjustment_undone_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_adjustment'))
    )
    with op.batch_alter_table('adjustment', schema=None) as batch_op:
        batch_op.create_index('ix_adjustment_patient', ['clinic_id', 'patient_id'], unique=False)
        batch_op.create_index('uq_adjustment_standing', ['treatment_id', 'rule'], unique=True, sqlite_where=sa.text('undone_at IS NULL'), postgresql_where=sa.text('undone_at IS NULL'))


def downgrade():
    with op.batch_alter_table('adjustment', schema=None) as batch_op:
        batch_op.drop_index('uq_adjustment_standing', sqlite_where=sa.text('undone_at IS NULL'), postgresql_where=sa.text('undone_at IS NULL'))
        batch_op.drop_index('ix_adjustment_patient')

    op.drop_table('adjustment')
    with op.batch_alter_table('channel', schema=None) as batch_op:
        batch_op.drop_index('ix_channel_treatment')
        batch_op.drop_index('ix_channel_patient')

    op.drop_table('channel')
    with op.batch_alter_table('grant_given', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_grant_given_practitioner_id'), type_='foreignkey')
        batch_op.drop_column('practitioner_id')

    with op.batch_alter_table('device', schema=None) as batch_op:
        batch_op.drop_column('installed_at')

    with op.batch_alter_table('treatment', schema=None) as batch_op:
        batch_op.drop_index('ix_treatment_practitioner')
        batch_op.drop_index('ix_treatment_lot')

    for table in ('correction', 'treatment'):
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name, _kind in reversed(GIVEN):
                batch_op.drop_column(name)

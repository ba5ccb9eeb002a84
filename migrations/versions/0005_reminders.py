"""Reminders: what is due, where it goes, every try, and how a patient wants it"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('reminder_wishes',
    sa.Column('patient_id', sa.Uuid(), nullable=False),
    sa.Column('clinic_id', sa.Uuid(), nullable=False),
    sa.Column('kinds', sa.JSON(), nullable=False),
    sa.Column('quiet_from', sa.String(length=120), nullable=True),
    sa.Column('quiet_until', sa.String(length=120), nullable=True),
    sa.Column('zone', sa.String(length=120), nullable=True),
    sa.Column('town', sa.String(length=120), nullable=True),
    sa.Column('names_it', sa.Boolean(), nullable=False),
    sa.Column('outdoors_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['clinic_id'], ['clinic.id'], name=op.f('fk_reminder_wishes_clinic_id')),
    sa.ForeignKeyConstraint(['patient_id'], ['patient.id'], name=op.f('fk_reminder_wishes_patient_id')),
    sa.PrimaryKeyConstraint('patient_id', name=op.f('pk_reminder_wishes'))
    )
    op.create_table('mailbox',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('clinic_id', sa.Uuid(), nullable=False),
    sa.Column('patient_id', sa.Uuid(), nullable=False),
    sa.Column('address', sa.LargeBinary(), nullable=True),
    sa.Column('language', sa.String(length=120), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['clinic_id'], ['clinic.id'], name=op.f('fk_mailbox_clinic_id')),
    sa.ForeignKeyConstraint(['patient_id'], ['patient.id'], name=op.f('fk_mailbox_patient_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mailbox'))
    )
    for name, kept in (('asked', 'confirmed_at IS NULL'), ('confirmed', 'confirmed_at IS NOT NULL')):
        where = sa.text(kept)
        op.create_index(f'ix_mailbox_{name}', 'mailbox', ['patient_id'], unique=True, sqlite_where=where, postgresql_where=where)
    op.create_table('reminder',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('clinic_id', sa.Uuid(), nullable=False),
    sa.Column('patient_id', sa.Uuid(), nullable=False),
    sa.Column('treatment_id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.String(length=120), nullable=False),
    sa.Column('kind', sa.String(length=120), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('not_after', sa.DateTime(timezone=True), nullable=False),
    sa.Column('about_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('claimed_by', sa.String(length=120), nullable=True),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attempt', sa.Integer(), nullable=False),
    sa.Column('end', sa.String(length=120), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['clinic_id'], ['clinic.id'], name=op.f('fk_reminder_clinic_id')),
    sa.ForeignKeyConstraint(['patient_id'], ['patient.id'], name=op.f('fk_reminder_patient_id')),
    sa.ForeignKeyConstraint(['treatment_id'], ['treatment.id'], name=op.f('fk_reminder_treatment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reminder')),
    sa.UniqueConstraint('treatment_id', 'key', name=op.f('uq_reminder_treatment_id_key'))
    )
    with op.batch_alter_table('reminder', schema=None) as batch_op:
        batch_op.create_index('ix_reminder_next', ['next_at'], unique=False)
        batch_op.create_index('ix_reminder_patient', ['clinic_id', 'patient_id', 'due_at'], unique=False)

    op.create_table('subscription',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('clinic_id', sa.Uuid(), nullable=False),
    sa.Column('patient_id', sa.Uuid(), nullable=False),
    sa.Column('device_id', sa.Uuid(), nullable=False),
    sa.Column('endpoint', sa.String(length=1000), nullable=False),
    sa.Column('endpoint_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('p256dh', sa.LargeBinary(length=65), nullable=False),
    sa.Column('auth', sa.LargeBinary(length=16), nullable=False),
    sa.Column('key_id', sa.String(length=120), nullable=False),
    sa.Column('language', sa.String(length=120), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('shown_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('awaited_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('gone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('off_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['clinic_id'], ['clinic.id'], name=op.f('fk_subscription_clinic_id')),
    sa.ForeignKeyConstraint(['device_id'], ['device.id'], name=op.f('fk_subscription_device_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['patient_id'], ['patient.id'], name=op.f('fk_subscription_patient_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_subscription')),
    sa.UniqueConstraint('endpoint_hash', name=op.f('uq_subscription_endpoint_hash'))
    )
    with op.batch_alter_table('subscription', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_subscription_device_id'), ['device_id'], unique=False)
        batch_op.create_index('ix_subscription_patient', ['clinic_id', 'patient_id'], unique=False)

    op.create_table('delivery',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('clinic_id', sa.Uuid(), nullable=False),
    sa.Column('patient_id', sa.Uuid(), nullable=False),
    sa.Column('reminder_id', sa.Uuid(), nullable=False),
    sa.Column('subscription_id', sa.Uuid(), nullable=True),
    sa.Column('by_mail', sa.Boolean(), nullable=False),
    sa.Column('attempt', sa.Integer(), nullable=False),
    sa.Column('tried_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('outcome', sa.String(length=120), nullable=True),
    sa.Column('why', sa.String(length=120), nullable=True),
    sa.Column('shown_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['clinic_id'], ['clinic.id'], name=op.f('fk_delivery_clinic_id')),
    sa.ForeignKeyConstraint(['patient_id'], ['patient.id'], name=op.f('fk_delivery_patient_id')),
    sa.ForeignKeyConstraint(['reminder_id'], ['reminder.id'], name=op.f('fk_delivery_reminder_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['subscription_id'], ['subscription.id'], name=op.f('fk_delivery_subscription_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delivery')),
    sa.UniqueConstraint('reminder_id', 'subscription_id', 'attempt', name=op.f('uq_delivery_reminder_id_subscription_id_attempt'))
    )
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.create_index('ix_delivery_patient', ['clinic_id', 'patient_id', 'tried_at'], unique=False)
        batch_op.create_index('ix_delivery_subscription', ['subscription_id'], unique=False)

    op.add_column('device', sa.Column('zone', sa.String(length=120), nullable=True))
    op.add_column('treatment', sa.Column('missed', sa.Integer(), server_default='0', nullable=False))
    op.add_column('treatment', sa.Column('missed_since', sa.DateTime(timezone=True), nullable=True))
    op.create_table('heartbeat',
    sa.Column('worker', sa.String(length=120), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('beat_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('failing_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('worker', name=op.f('pk_heartbeat'))
    )
    op.create_table('calendar_feed',
    sa.Column('patient_id', sa.Uuid(), nullable=False),
    sa.Column('clinic_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['clinic_id'], ['clinic.id'], name=op.f('fk_calendar_feed_clinic_id')),
    sa.ForeignKeyConstraint(['patient_id'], ['patient.id'], name=op.f('fk_calendar_feed_patient_id')),
    sa.PrimaryKeyConstraint('patient_id', name=op.f('pk_calendar_feed')),
    sa.UniqueConstraint('id', name=op.f('uq_calendar_feed_id'))
    )


def downgrade():
    with op.batch_alter_table('treatment', schema=None) as batch_op:
        batch_op.drop_column('missed_since')
        batch_op.drop_column('missed')

    with op.batch_alter_table('device', schema=None) as batch_op:
        batch_op.drop_column('zone')

    op.drop_table('calendar_feed')
    op.drop_table('heartbeat')
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.drop_index('ix_delivery_subscription')
        batch_op.drop_index('ix_delivery_patient')

    op.drop_table('delivery')
    with op.batch_alter_table('subscription', schema=None) as batch_op:
        batch_op.drop_index('ix_subscription_patient')
        batch_op.drop_index(batch_op.f('ix_subscription_device_id'))

    op.drop_table('subscription')
    with op.batch_alter_table('reminder', schema=None) as batch_op:
        batch_op.drop_index('ix_reminder_patient')
        batch_op.drop_index('ix_reminder_next')

    op.drop_table('reminder')
    op.drop_table('mailbox')
    op.drop_table('reminder_wishes')

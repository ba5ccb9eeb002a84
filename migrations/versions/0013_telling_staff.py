"""Staff are told: their devices and addresses, and a telling that is claimed, sent and ended"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

INSTANTS = ('next_at', 'claimed_at', 'pushed_at', 'mailed_at', 'failed_at')


def upgrade():
    op.create_table('staff_subscription',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('practitioner_id', sa.Uuid(), nullable=False),
    sa.Column('session_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=True),
    sa.Column('endpoint', sa.String(length=1000), nullable=False),
    sa.Column('endpoint_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('p256dh', sa.LargeBinary(length=65), nullable=False),
    sa.Column('auth', sa.LargeBinary(length=16), nullable=False),
    sa.Column('key_id', sa.String(length=120), nullable=False),
    sa.Column('language', sa.String(length=120), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('gone_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['practitioner_id'], ['practitioner.id'], name=op.f('fk_staff_subscription_practitioner_id')),
    sa.ForeignKeyConstraint(['session_id'], ['staff_session.id'], name=op.f('fk_staff_subscription_session_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_subscription')),
    sa.UniqueConstraint('endpoint_hash', name=op.f('uq_staff_subscription_endpoint_hash'))
    )
    with op.batch_alter_table('staff_subscription', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_staff_subscription_practitioner_id'), ['practitioner_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_staff_subscription_session_id'), ['session_id'], unique=False)

    op.create_table('staff_mailbox',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('clinic_id', sa.Uuid(), nullable=False),
    sa.Column('practitioner_id', sa.Uuid(), nullable=False),
    sa.Column('address', sa.LargeBinary(), nullable=True),
    sa.Column('language', sa.String(length=120), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['clinic_id'], ['clinic.id'], name=op.f('fk_staff_mailbox_clinic_id')),
    sa.ForeignKeyConstraint(['practitioner_id'], ['practitioner.id'], name=op.f('fk_staff_mailbox_practitioner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_mailbox'))
    )
    with op.batch_alter_table('staff_mailbox', schema=None) as batch_op:
        for name, one in (('asked', 'confirmed_at IS NULL'), ('confirmed', 'confirmed_at IS NOT NULL')):
            batch_op.create_index(f'ix_staff_mailbox_{name}', ['practitioner_id'], unique=True, sqlite_where=sa.text(one), postgresql_where=sa.text(one))

    # What waits from before is not sent now: nobody is woken by last month.
    with op.batch_alter_table('telling', schema=None) as batch_op:
        for name in INSTANTS:
            batch_op.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('claimed_by', sa.String(length=120), nullable=True))
        batch_op.add_column(sa.Column('attempt', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('place_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('mailbox_id', sa.Uuid(), nullable=True))
        batch_op.alter_column('patient_id', existing_type=sa.Uuid(), nullable=True)
        batch_op.alter_column('entry_id', existing_type=sa.Uuid(), nullable=True)
        batch_op.create_foreign_key(batch_op.f('fk_telling_place_id'), 'staff_subscription', ['place_id'], ['id'], ondelete='CASCADE')
        batch_op.create_foreign_key(batch_op.f('fk_telling_mailbox_id'), 'staff_mailbox', ['mailbox_id'], ['id'], ondelete='CASCADE')
        batch_op.drop_index('ix_telling_unsent')
        batch_op.drop_column('sent_at')
        batch_op.create_index('ix_telling_next', ['next_at'], unique=False)

    with op.batch_alter_table('telling', schema=None) as batch_op:
        batch_op.alter_column('attempt', existing_type=sa.Integer(), server_default=None)


def downgrade():
    op.execute('DELETE FROM telling WHERE entry_id IS NULL')
    with op.batch_alter_table('telling', schema=None) as batch_op:
        batch_op.drop_index('ix_telling_next')
        batch_op.add_column(sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_constraint(batch_op.f('fk_telling_mailbox_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_telling_place_id'), type_='foreignkey')
        for name in ('mailbox_id', 'place_id', 'attempt', 'claimed_by', *reversed(INSTANTS)):
            batch_op.drop_column(name)
        batch_op.alter_column('patient_id', existing_type=sa.Uuid(), nullable=False)
        batch_op.alter_column('entry_id', existing_type=sa.Uuid(), nullable=False)
        batch_op.create_index('ix_telling_unsent', ['sent_at', 'over_at'], unique=False)

    op.drop_table('staff_mailbox')
    op.drop_table('staff_subscription')

"""Passkeys, their challenges and recovery codes; roles; what a session was opened with"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('passkey',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('practitioner_id', sa.Uuid(), nullable=False),
    sa.Column('credential_id', sa.LargeBinary(length=1023), nullable=False),
    sa.Column('public_key', sa.LargeBinary(), nullable=False),
    sa.Column('sign_count', sa.BigInteger(), nullable=False),
    sa.Column('transports', sa.String(length=120), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['practitioner_id'], ['practitioner.id'], name=op.f('fk_passkey_practitioner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_passkey')),
    sa.UniqueConstraint('credential_id', name=op.f('uq_passkey_credential_id'))
    )
    op.create_index('ix_passkey_practitioner', 'passkey', ['practitioner_id'], unique=False)
    op.create_table('challenge',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('token_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('purpose', sa.String(length=120), nullable=False),
    sa.Column('bound_to', sa.Uuid(), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('spent_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_challenge')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_challenge_token_hash'))
    )
    op.create_index('ix_challenge_expires', 'challenge', ['expires_at'], unique=False)
    op.create_table('recovery_code',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('practitioner_id', sa.Uuid(), nullable=False),
    sa.Column('token_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('spent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['practitioner_id'], ['practitioner.id'], name=op.f('fk_recovery_code_practitioner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recovery_code')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_recovery_code_token_hash'))
    )
    op.create_index('ix_recovery_code_practitioner', 'recovery_code', ['practitioner_id'], unique=False)
    # Others point at practitioner, so SQLite must not make that table anew.
    op.add_column('practitioner', sa.Column('role', sa.String(length=120), nullable=False, server_default='practitioner'))
    with op.batch_alter_table('staff_session', schema=None) as batch_op:
        batch_op.add_column(sa.Column('name', sa.String(length=120), nullable=True))
        batch_op.add_column(sa.Column('passkey_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('fresh_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(op.f('fk_staff_session_passkey_id'), 'passkey', ['passkey_id'], ['id'])
        batch_op.create_index('ix_staff_session_practitioner', ['practitioner_id', 'seen_at'], unique=False)
    make_owners()


def make_owners():
    """Whoever came first to a clinic and still is there owns it: somebody has to be able to invite the others."""
    staff = sa.table('practitioner', *(sa.column(name) for name in ('id', 'clinic_id', 'role', 'created_at', 'left_at')))
    first = {}
    for row in op.get_bind().execute(sa.select(staff).where(staff.c.left_at.is_(None)).order_by(staff.c.created_at)):
        first.setdefault(row.clinic_id, row.id)
    for practitioner in first.values():
        op.get_bind().execute(staff.update().where(staff.c.id == practitioner).values(role='owner'))


def downgrade():
    with op.batch_alter_table('staff_session', schema=None) as batch_op:
        batch_op.drop_index('ix_staff_session_practitioner')
        batch_op.drop_constraint(op.f('fk_staff_session_passkey_id'), type_='foreignkey')
        batch_op.drop_column('fresh_at')
        batch_op.drop_column('passkey_id')
        batch_op.drop_column('name')
    op.drop_column('practitioner', 'role')
    op.drop_table('recovery_code')
    op.drop_table('challenge')
    op.drop_table('passkey')

"""Keys of their own: the wrapped keys move to the database of the keys"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from flask import current_app
from sqlalchemy.dialects import postgresql, sqlite

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

COLUMNS = ('patient_id', 'clinic_id', 'key_id', 'wrapped')
there = sa.Table(
    'patient_key',
    sa.MetaData(),
    sa.Column('patient_id', sa.Uuid(), primary_key=True),
    sa.Column('clinic_id', sa.Uuid(), primary_key=True),
    sa.Column('key_id', sa.String(length=120), nullable=False),
    sa.Column('wrapped', sa.LargeBinary(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
)


here = sa.table('patient_key', *(sa.column(name, there.c[name].type) for name in COLUMNS))


def keys():
    return current_app.extensions['sqlalchemy'].engines['keys']


def upgrade():
    """Copied first and dropped last, and each again where it was cut short: a kill in between loses no key."""
    connection = op.get_bind()
    if not sa.inspect(connection).has_table('patient_key'):
        return
    there.create(keys(), checkfirst=True)
    now = datetime.now(UTC)
    rows = [dict(zip(COLUMNS, row)) | {'made_at': now} for row in connection.execute(sa.select(here))]
    with keys().begin() as own:
        insert = (postgresql if own.dialect.name == 'postgresql' else sqlite).insert(there)
        for row in rows:
            own.execute(insert.values(**row).on_conflict_do_nothing())
    if connection.dialect.name == 'sqlite':
        op.execute('PRAGMA secure_delete=ON')  # so that no page that is freed still holds a key
    op.drop_table('patient_key')


def downgrade():
    op.create_table('patient_key',
    sa.Column('patient_id', sa.Uuid(), nullable=False),
    sa.Column('clinic_id', sa.Uuid(), nullable=False),
    sa.Column('key_id', sa.String(length=120), nullable=False),
    sa.Column('wrapped', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['clinic_id'], ['clinic.id'], name=op.f('fk_patient_key_clinic_id')),
    sa.ForeignKeyConstraint(['patient_id'], ['patient.id'], name=op.f('fk_patient_key_patient_id')),
    sa.PrimaryKeyConstraint('patient_id', name=op.f('pk_patient_key'))
    )
    with keys().connect() as own:
        rows = own.execute(sa.select(*(there.c[name] for name in COLUMNS))).mappings().all()
    patients = dict(op.get_bind().execute(sa.text('SELECT id, clinic_id FROM patient').columns(id=sa.Uuid(), clinic_id=sa.Uuid())).all())
    mine = [dict(row) for row in rows if patients.get(row['patient_id']) == row['clinic_id']]
    if mine:
        op.bulk_insert(here, mine)

"""The queue of a clinic, one answer to an entry, who looks, who covers, who is told"""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

RANKS = {'emergency_now': 1, 'same_day': 2, 'follow_up': 3}
CALM, LATER = 10, timedelta(days=1)


def upgrade():
    op.create_table('promise',
    sa.Column('clinic_id', sa.Uuid(), nullable=False),
    sa.Column('hours', sa.Integer(), nullable=True),
    sa.Column('second_id', sa.Uuid(), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_by', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['changed_by'], ['practitioner.id'], name=op.f('fk_promise_changed_by')),
    sa.ForeignKeyConstraint(['clinic_id'], ['clinic.id'], name=op.f('fk_promise_clinic_id')),
    sa.ForeignKeyConstraint(['second_id'], ['practitioner.id'], name=op.f('fk_promise_second_id')),
    sa.PrimaryKeyConstraint('clinic_id', name=op.f('pk_promise'))
    )
    op.create_table('cover',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('clinic_id', sa.Uuid(), nullable=False),
    sa.Column('practitioner_id', sa.Uuid(), nullable=False),
    sa.Column('cover_id', sa.Uuid(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['clinic_id'], ['clinic.id'], name=op.f('fk_cover_clinic_id')),
    sa.ForeignKeyConstraint(['cover_id'], ['practitioner.id'], name=op.f('fk_cover_cover_id')),
    sa.ForeignKeyConstraint(['made_by'], ['practitioner.id'], name=op.f('fk_cover_made_by')),
    sa.ForeignKeyConstraint(['practitioner_id'], ['practitioner.id'], name=op.f('fk_cover_practitioner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cover'))
    )
    with op.batch_alter_table('cover', schema=None) as batch_op:
        batch_op.create_index('ix_cover_clinic', ['clinic_id', 'ends_at'], unique=False)

    op.create_table('look',
    sa.Column('first_id', sa.Uuid(), nullable=False),
    sa.Column('practitioner_id', sa.Uuid(), nullable=False),
    sa.Column('clinic_id', sa.Uuid(), nullable=False),
    sa.Column('patient_id', sa.Uuid(), nullable=False),
    sa.Column('until_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['clinic_id'], ['clinic.id'], name=op.f('fk_look_clinic_id')),
    sa.ForeignKeyConstraint(['patient_id'], ['patient.id'], name=op.f('fk_look_patient_id')),
    sa.ForeignKeyConstraint(['practitioner_id'], ['practitioner.id'], name=op.f('fk_look_practitioner_id')),
    sa.PrimaryKeyConstraint('first_id', 'practitioner_id', name=op.f('pk_look'))
    )
    op.create_table('telling',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('clinic_id', sa.Uuid(), nullable=False),
    sa.Column('patient_id', sa.Uuid(), nullable=False),
    sa.Column('entry_id', sa.Uuid(), nullable=False),
    sa.Column('practitioner_id', sa.Uuid(), nullable=False),
    sa.Column('why', sa.String(length=120), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('over_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['clinic_id'], ['clinic.id'], name=op.f('fk_telling_clinic_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_telling_entry_id')),
    sa.ForeignKeyConstraint(['patient_id'], ['patient.id'], name=op.f('fk_telling_patient_id')),
    sa.ForeignKeyConstraint(['practitioner_id'], ['practitioner.id'], name=op.f('fk_telling_practitioner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_telling')),
    sa.UniqueConstraint('entry_id', 'practitioner_id', name=op.f('uq_telling_entry_id_practitioner_id'))
    )
    with op.batch_alter_table('telling', schema=None) as batch_op:
        batch_op.create_index('ix_telling_patient', ['clinic_id', 'patient_id'], unique=False)
        batch_op.create_index('ix_telling_unsent', ['sent_at', 'over_at'], unique=False)

    op.create_table('waiting',
    sa.Column('first_id', sa.Uuid(), nullable=False),
    sa.Column('clinic_id', sa.Uuid(), nullable=False),
    sa.Column('patient_id', sa.Uuid(), nullable=False),
    sa.Column('treatment_id', sa.Uuid(), nullable=False),
    sa.Column('entry_id', sa.Uuid(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('since_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('look_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['clinic_id'], ['clinic.id'], name=op.f('fk_waiting_clinic_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_waiting_entry_id')),
    sa.ForeignKeyConstraint(['patient_id'], ['patient.id'], name=op.f('fk_waiting_patient_id')),
    sa.ForeignKeyConstraint(['treatment_id'], ['treatment.id'], name=op.f('fk_waiting_treatment_id')),
    sa.PrimaryKeyConstraint('first_id', name=op.f('pk_waiting'))
    )
    with op.batch_alter_table('waiting', schema=None) as batch_op:
        batch_op.create_index('ix_waiting_look', ['look_at'], unique=False)
        batch_op.create_index('ix_waiting_queue', ['clinic_id', 'rank', 'since_at', 'first_id'], unique=False)

    with op.batch_alter_table('review', schema=None) as batch_op:
        batch_op.add_column(sa.Column('answers_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('reply', sa.String(length=120), nullable=True))
        batch_op.add_column(sa.Column('times', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('read_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_unique_constraint(batch_op.f('uq_review_answers_id'), ['answers_id'])
        batch_op.create_foreign_key(batch_op.f('fk_review_answers_id'), 'entry', ['answers_id'], ['id'])

    _first_answers_count()
    _what_waits()


def _tables():
    of = lambda *names: [sa.column(name, sa.Uuid()) for name in names]  # noqa: E731
    at = sa.DateTime(timezone=True)
    entry = sa.table('entry', *of('id', 'first_id', 'supersedes_id', 'clinic_id', 'patient_id', 'treatment_id'),
                     sa.column('urgency', sa.String()), sa.column('flags', sa.JSON()), sa.column('received_at', at))
    review = sa.table('review', *of('id', 'entry_id', 'answers_id'), sa.column('answered_at', at))
    return entry, review


def _first_answers_count():
    """Where an entry had two answers, the first is the one; the other stays to be read."""
    _entry, review = _tables()
    connection, seen = op.get_bind(), set()
    rows = sa.select(review.c.id, review.c.entry_id).where(review.c.answered_at.is_not(None))
    for review_id, entry_id in connection.execute(rows.order_by(review.c.answered_at, review.c.id)).all():
        if entry_id not in seen:
            seen.add(entry_id)
            connection.execute(sa.update(review).where(review.c.id == review_id).values(answers_id=entry_id))


def _what_waits():
    """Whatever stands and was not seen, or is urgent and not answered; nobody else is told of what is old."""
    entry, review = _tables()
    newer = entry.alias()
    connection = op.get_bind()
    done = {}
    for entry_id, answered_at in connection.execute(sa.select(review.c.entry_id, review.c.answered_at)).all():
        done[entry_id] = done.get(entry_id) or answered_at is not None
    stands = ~sa.exists().where(newer.c.supersedes_id == entry.c.id)
    found = []
    for row in connection.execute(sa.select(entry).where(stands)).mappings().all():
        level = RANKS.get(row['urgency'], CALM - 1)
        is_grave = bool(row['flags']) or level <= RANKS['same_day']
        if row['id'] in done and (done[row['id']] or not is_grave):
            continue
        same = {name: row[name] for name in ('first_id', 'clinic_id', 'patient_id', 'treatment_id')}
        found.append(same | {
            'entry_id': row['id'], 'rank': level if is_grave else CALM + level,
            'since_at': row['received_at'], 'due_at': row['received_at'] + LATER, 'look_at': None,
        })
    at = sa.DateTime(timezone=True)
    ids = ('first_id', 'clinic_id', 'patient_id', 'treatment_id', 'entry_id')
    waiting = sa.table('waiting', *(sa.column(name, sa.Uuid()) for name in ids), sa.column('rank', sa.Integer()),
                       *(sa.column(name, at) for name in ('since_at', 'due_at', 'look_at')))
    if found:
        op.bulk_insert(waiting, found)


def downgrade():
    with op.batch_alter_table('review', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_review_answers_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('uq_review_answers_id'), type_='unique')
        for name in ('read_at', 'times', 'reply', 'answers_id'):
            batch_op.drop_column(name)
    for table in ('waiting', 'telling', 'look', 'cover', 'promise'):
        op.drop_table(table)

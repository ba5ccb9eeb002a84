"""A large clinic: visits of a week, reviews of a patient, who looks, a yes to photos: each found by an index"""

from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('treatment', schema=None) as batch_op:
        batch_op.create_index('ix_treatment_follow_up', ['clinic_id', 'follow_up_at'], unique=False)
    with op.batch_alter_table('look', schema=None) as batch_op:
        batch_op.create_index('ix_look_clinic', ['clinic_id', 'until_at'], unique=False)
    with op.batch_alter_table('grant_given', schema=None) as batch_op:
        batch_op.create_index('ix_grant_standing', ['patient_id', 'purpose'], unique=False)
    with op.batch_alter_table('review', schema=None) as batch_op:
        batch_op.create_index('ix_review_patient', ['clinic_id', 'patient_id', 'seen_at'], unique=False)


def downgrade():
    with op.batch_alter_table('review', schema=None) as batch_op:
        batch_op.drop_index('ix_review_patient')
    with op.batch_alter_table('grant_given', schema=None) as batch_op:
        batch_op.drop_index('ix_grant_standing')
    with op.batch_alter_table('look', schema=None) as batch_op:
        batch_op.drop_index('ix_look_clinic')
    with op.batch_alter_table('treatment', schema=None) as batch_op:
        batch_op.drop_index('ix_treatment_follow_up')

"""What was put into, changed in and taken out of the rows that decide who sees what, chained.

The rows that stand already are entered by `youzhang migrate` afterwards, in batches (`ledger.stock`).
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('ledger', '0009_no_index_of_nothing'),
    ]

    operations = [
        migrations.CreateModel(
            name='RowEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.PositiveBigIntegerField()),
                ('at', models.DateTimeField()),
                ('fact', models.UUIDField(null=True)),
                ('says', models.JSONField(help_text='Table, key within the matter, columns; null: the row was taken out.')),
                ('salt', models.BinaryField(max_length=16)),
                ('leaf', models.BinaryField(max_length=32)),
                ('link', models.BinaryField(max_length=32)),
                ('mac', models.BinaryField(max_length=32)),
                ('centre', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.centre')),
                ('matter', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.matter')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('matter__isnull', False)), fields=['matter', 'seq'], name='row_entry_matter')],
                'constraints': [models.UniqueConstraint(fields=('centre', 'seq'), name='row_entry_seq'), models.UniqueConstraint(condition=models.Q(('centre', None)), fields=('seq',), name='row_entry_seq_of_all')],
            },
        ),
    ]

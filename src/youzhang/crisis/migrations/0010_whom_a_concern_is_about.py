import youzhang.vault.fields
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('crisis', '0009_ends_and_first_steps'),
    ]

    operations = [
        migrations.AddField(
            model_name='concern',
            name='whom',
            field=youzhang.vault.fields.SealedText(help_text='Who of the staff it is about, as somebody said it.', null=True, owner='matter'),
        ),
    ]

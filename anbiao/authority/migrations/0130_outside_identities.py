import anbiao.kit.district
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('authority', '0100_tokens'),
    ]

    operations = [
        migrations.CreateModel(
            name='OutsideIdentity',
            fields=[
                ('id', models.UUIDField(default=anbiao.kit.district.new_id, editable=False, primary_key=True, serialize=False)),
                ('way', models.CharField(max_length=20)),
                ('source', models.TextField()),
                ('subject', models.CharField(max_length=255)),
                ('linked_at', models.DateTimeField()),
                ('linked_by', models.TextField()),
                ('used_at', models.DateTimeField(null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='identities', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('way', 'source', 'subject'), name='one_account_an_identity'), models.UniqueConstraint(fields=('user', 'way', 'source'), name='one_identity_a_source')],
            },
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("safeguarding_hub", "0002_reference_sent")]

    operations = [
        migrations.AddField(
            "dissemination", "owner_words", models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "enquirydecision", "told_nobody", models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
    ]

"""What nobody reads but by a function of the database: a study's rows, and its pseudonyms' key."""

from django.db import models

from joinedup.base.foundation.ids import new_id
from joinedup.base.foundation.rows import RowPolicy
from joinedup.insight.evaluation.models.studies import Study


class StudyKey(models.Model):
    """What the pseudonyms of a study are made with, different for each: two studies cannot be put
    together family by family. It never leaves the database, and goes with the data set."""

    study = models.OneToOneField(Study, models.PROTECT, primary_key=True, related_name="+")
    key = models.BinaryField()

    class Meta:
        verbose_name = "key of a study's pseudonyms"
        verbose_name_plural = "keys of studies' pseudonyms"
        constraints = [RowPolicy(name="evaluation_studykey", may_read="false")]

    def __str__(self) -> str:
        return f"key of {self.study_id}"


class DataSet(models.Model):
    """The rows that may leave, as the CSV that ``Study.data_sha256`` is of. The application's role
    may not read, add, change or delete a row of this table: migration 0002 takes even SELECT."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    study = models.OneToOneField(Study, models.PROTECT, related_name="+")
    content = models.BinaryField()
    families = models.PositiveIntegerField()
    built_at = models.DateTimeField()

    class Meta:
        verbose_name = "data set of a study"
        verbose_name_plural = "data sets of studies"
        constraints = [RowPolicy(name="evaluation_dataset", may_read="false")]

    def __str__(self) -> str:
        return f"data set of {self.study_id}"

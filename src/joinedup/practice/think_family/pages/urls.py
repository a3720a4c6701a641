"""The addresses of sealed matching."""

from joinedup.practice.think_family.pages.deciding import page as deciding
from joinedup.practice.think_family.pages.exercise import page as exercise
from joinedup.practice.think_family.pages.exercises import page as exercises
from joinedup.practice.think_family.pages.extract import page as extract
from joinedup.practice.think_family.pages.proposal import page as proposal
from joinedup.practice.think_family.pages.result import page as result

urlpatterns = [
    *exercises.urlpatterns,
    *proposal.urlpatterns,
    *exercise.urlpatterns,
    *deciding.urlpatterns,
    *extract.urlpatterns,
    *result.urlpatterns,
]
